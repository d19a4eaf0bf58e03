package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The JDBC chat memory of Spring AI, in a program beside this one; see infra/bench/peers. It keeps
/// role and text alone.
final class SpringConversations implements ConversationLane {
    private final PlainDatabase database;
    private final PeerProgram program;

    SpringConversations(PlainDatabase database) throws IOException {
        this.database = database;
        this.program = PeerProgram.java("Spring AI JDBC", "springai", "dev.waymark.peer.SpringAiPeer");
        program.ask(command("open")
                .put("url", PlainDatabase.address(database.access().url(), database.access())));
    }

    @Override
    public String name() {
        return "Spring AI JDBC chat memory";
    }

    @Override
    public PlainDatabase database() {
        return database;
    }

    @Override
    public void begin(String conversation, List<ObjectNode> messages) throws IOException {
        ObjectNode command = command("begin").put("conversation", conversation);
        ArrayNode array = command.putArray("messages");
        messages.forEach(message -> array.add(said(message)));
        program.ask(command);
    }

    @Override
    public void settle(String conversation) {}

    @Override
    public Loaded last(String conversation, int count) throws IOException {
        JsonNode answer =
                program.ask(command("last").put("conversation", conversation).put("count", count));
        List<String> texts = new ArrayList<>();
        answer.get("texts").forEach(text -> texts.add(text.asText()));
        return new Loaded(answer.get("ms").asDouble(), texts);
    }

    @Override
    public double append(String conversation, ObjectNode message) throws IOException {
        ObjectNode command = command("append").put("conversation", conversation);
        command.set("message", said(message));
        return program.ask(command).get("ms").asDouble();
    }

    @Override
    public double change(String conversation, int value) {
        return Double.NaN;
    }

    @Override
    public Loaded all(String conversation, int count) throws IOException {
        return last(conversation, count);
    }

    @Override
    public @Nullable Long allocated() {
        return null;
    }

    private static ObjectNode said(ObjectNode message) {
        return ThreadStates.JSON
                .createObjectNode()
                .put("role", message.get("role").asText())
                .put("text", ConversationMessages.text(message));
    }

    private static ObjectNode command(String name) {
        return ThreadStates.JSON.createObjectNode().put("do", name);
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
