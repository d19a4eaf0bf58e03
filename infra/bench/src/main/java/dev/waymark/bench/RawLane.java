package dev.waymark.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.migrate.AdminAccess;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The limits: one insert of the bytes that changed into a plain table, and one select of a whole state as a blob,
/// parsed. No checkpoint can be read from the first, and the second is written outside of what is measured.
final class RawLane implements CheckpointLane {
    private final PlainDatabase database;
    private final List<byte[]> wholes = new ArrayList<>();
    private final Set<Integer> asked = new HashSet<>();
    private @Nullable Connection connection;

    RawLane(PlainDatabase database) throws SQLException {
        this.database = database;
        PlainDatabase.execute(
                database.access(),
                "create table deltas (id bigint generated always as identity primary key, body bytea not null)");
        PlainDatabase.execute(database.access(), "create table wholes (n integer primary key, body bytea not null)");
    }

    @Override
    public String name() {
        return "raw insert, raw select";
    }

    @Override
    public PlainDatabase database() {
        return database;
    }

    @Override
    public void open(String jdbcUrl) throws SQLException {
        close();
        AdminAccess access = database.access();
        connection = DriverManager.getConnection(jdbcUrl, access.user(), access.password());
    }

    @Override
    public double begin(String thread, ObjectNode state) throws Exception {
        wholes.clear();
        asked.clear();
        PlainDatabase.execute(database.access(), "truncate wholes");
        return keep(state, bytes(state));
    }

    @Override
    public double put(ObjectNode state, List<ThreadStates.Edit> edits) throws Exception {
        ObjectNode changed = ThreadStates.JSON.createObjectNode();
        edits.forEach(edit -> changed.set(Integer.toString(edit.index()), edit.message()));
        return keep(state, bytes(changed));
    }

    private double keep(ObjectNode state, byte[] changed) throws Exception {
        wholes.add(bytes(state));
        long start = System.nanoTime();
        insert("insert into deltas (body) values (?)", changed, -1);
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public Read get(int number, boolean latest) throws Exception {
        if (asked.add(number)) {
            insert("insert into wholes (body, n) values (?, ?)", wholes.get(number), number);
        }
        long start = System.nanoTime();
        try (PreparedStatement statement = connected().prepareStatement("select body from wholes where n = ?")) {
            statement.setInt(1, number);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                var state = ThreadStates.JSON.readTree(row.getBytes(1));
                return new Read((System.nanoTime() - start) / 1e6, state);
            }
        }
    }

    private void insert(String sql, byte[] body, int number) throws SQLException {
        try (PreparedStatement statement = connected().prepareStatement(sql)) {
            statement.setBytes(1, body);
            if (number >= 0) {
                statement.setInt(2, number);
            }
            statement.executeUpdate();
        }
    }

    private Connection connected() {
        if (connection == null) {
            throw new IllegalStateException("not open");
        }
        return connection;
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}
