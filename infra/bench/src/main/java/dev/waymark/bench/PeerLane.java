package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/// A saver that others made, in a program beside this one that takes a command on each line; see infra/bench/peers. It
/// measures itself, so that handing over the states costs it nothing.
final class PeerLane implements CheckpointLane {
    private final String name;
    private final PlainDatabase database;
    private final PeerProgram program;

    private PeerLane(String name, PlainDatabase database, PeerProgram program) {
        this.name = name;
        this.database = database;
        this.program = program;
    }

    /// LangGraph JS with its PostgreSQL saver.
    ///
    /// @param mode `full` or `delta`
    static PeerLane langGraph(PlainDatabase database, String mode) throws IOException {
        String name = "LangGraph " + mode;
        List<String> command = List.of("node", "langgraph/peer.js", mode);
        return new PeerLane(name, database, PeerProgram.of(name, "langgraph/node_modules", command));
    }

    /// Spring AI Alibaba with its PostgreSQL saver.
    static PeerLane alibaba(PlainDatabase database) throws IOException {
        String name = "Spring AI Alibaba";
        return new PeerLane(name, database, PeerProgram.java(name, "alibaba", "dev.waymark.peer.AlibabaPeer"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public PlainDatabase database() {
        return database;
    }

    @Override
    public void open(String jdbcUrl) throws IOException {
        program.ask(command("open").put("url", PlainDatabase.address(jdbcUrl, database.access())));
    }

    @Override
    public double begin(String thread, ObjectNode state) throws IOException {
        return milliseconds(program.ask(command("begin").put("thread", thread).set("state", state)));
    }

    @Override
    public double put(ObjectNode state, List<ThreadStates.Edit> edits) throws IOException {
        ObjectNode command = command("put");
        ArrayNode pairs = command.putArray("edits");
        for (ThreadStates.Edit edit : edits) {
            pairs.addArray().add(edit.index()).add(edit.message());
        }
        return milliseconds(program.ask(command));
    }

    @Override
    public Read get(int number, boolean latest) throws IOException {
        JsonNode answer = program.ask(command("get").put("n", number).put("latest", latest));
        return new Read(milliseconds(answer), answer.get("state"));
    }

    private static ObjectNode command(String name) {
        return ThreadStates.JSON.createObjectNode().put("do", name);
    }

    private static double milliseconds(JsonNode answer) {
        return answer.get("ms").asDouble();
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
