package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.migrate.AdminAccess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A conversation as one JSON text in one row, read and written whole.
final class BlobConversations implements ConversationLane {
    private final PlainDatabase database;
    private final Connection connection;
    private long allocated;

    BlobConversations(PlainDatabase database) throws SQLException {
        this.database = database;
        AdminAccess access = database.access();
        PlainDatabase.execute(access, "create table conversations (id text primary key, state text not null)");
        this.connection = access.open();
    }

    @Override
    public String name() {
        return "JSON blob in TEXT";
    }

    @Override
    public PlainDatabase database() {
        return database;
    }

    @Override
    public void begin(String conversation, List<ObjectNode> messages) throws Exception {
        ObjectNode state = ThreadStates.JSON.createObjectNode();
        state.put("step_count", 0);
        ArrayNode array = state.putArray("messages");
        messages.forEach(array::add);
        try (PreparedStatement statement = connection.prepareStatement("insert into conversations values (?, ?)")) {
            statement.setString(1, conversation);
            statement.setString(2, ThreadStates.JSON.writeValueAsString(state));
            statement.execute();
        }
    }

    @Override
    public void settle(String conversation) {}

    @Override
    public Loaded last(String conversation, int count) throws Exception {
        long bytes = Allocation.bytes();
        long start = System.nanoTime();
        JsonNode messages = read(conversation).get("messages");
        List<JsonNode> last = new ArrayList<>();
        for (int i = Math.max(messages.size() - count, 0); i < messages.size(); i++) {
            last.add(messages.get(i));
        }
        double milliseconds = (System.nanoTime() - start) / 1e6;
        allocated = Allocation.bytes() - bytes;
        return new Loaded(
                milliseconds, last.stream().map(ConversationMessages::text).toList());
    }

    @Override
    public double append(String conversation, ObjectNode message) throws Exception {
        long start = System.nanoTime();
        ObjectNode state = read(conversation);
        ((ArrayNode) state.get("messages")).add(message);
        write(conversation, state);
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public double change(String conversation, int value) throws Exception {
        long start = System.nanoTime();
        ObjectNode state = read(conversation);
        state.put("step_count", value);
        write(conversation, state);
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public Loaded all(String conversation, int count) throws Exception {
        return last(conversation, count);
    }

    @Override
    public Long allocated() {
        return allocated;
    }

    private ObjectNode read(String conversation) throws Exception {
        try (PreparedStatement statement =
                connection.prepareStatement("select state from conversations where id = ?")) {
            statement.setString(1, conversation);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return (ObjectNode) ThreadStates.JSON.readTree(row.getString(1));
            }
        }
    }

    private void write(String conversation, ObjectNode state) throws Exception {
        try (PreparedStatement statement =
                connection.prepareStatement("update conversations set state = ? where id = ?")) {
            statement.setString(1, ThreadStates.JSON.writeValueAsString(state));
            statement.setString(2, conversation);
            statement.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
