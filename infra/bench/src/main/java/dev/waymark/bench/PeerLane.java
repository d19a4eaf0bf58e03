package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A saver that others made, in a program beside this one that takes a command on each line; see infra/bench/peers. It
/// measures itself, so that handing over the states costs it nothing.
final class PeerLane implements CheckpointLane {
    private static final Path PEERS = Path.of(System.getProperty("waymark.root", "."), "infra", "bench", "peers");

    private final String name;
    private final PlainDatabase database;
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private PeerLane(String name, PlainDatabase database, List<String> command) throws IOException {
        this.name = name;
        this.database = database;
        this.process = new ProcessBuilder(command)
                .directory(PEERS.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// LangGraph JS with its PostgreSQL saver.
    ///
    /// @param mode `full` or `delta`
    static PeerLane langGraph(PlainDatabase database, String mode) throws IOException {
        require(PEERS.resolve("langgraph/node_modules"));
        return new PeerLane("LangGraph " + mode, database, List.of("node", "langgraph/peer.js", mode));
    }

    /// Spring AI Alibaba with its PostgreSQL saver.
    static PeerLane alibaba(PlainDatabase database) throws IOException {
        Path classPath = require(PEERS.resolve("alibaba/target/classpath.txt"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new PeerLane(
                "Spring AI Alibaba",
                database,
                List.of(
                        java,
                        "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                        "-cp",
                        "alibaba/target/classes:" + Files.readString(classPath).strip(),
                        "dev.waymark.peer.AlibabaPeer"));
    }

    private static Path require(Path path) {
        if (!Files.exists(path)) {
            throw new BenchException("the peers are not there yet: run infra/bench/peers/prepare");
        }
        return path;
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
        ask(command("open").put("url", PlainDatabase.address(jdbcUrl, database.access())));
    }

    @Override
    public double begin(String thread, ObjectNode state) throws IOException {
        return milliseconds(ask(command("begin").put("thread", thread).set("state", state)));
    }

    @Override
    public double put(ObjectNode state, List<ThreadStates.Edit> edits) throws IOException {
        ObjectNode command = command("put");
        ArrayNode pairs = command.putArray("edits");
        for (ThreadStates.Edit edit : edits) {
            pairs.addArray().add(edit.index()).add(edit.message());
        }
        return milliseconds(ask(command));
    }

    @Override
    public Read get(int number, boolean latest) throws IOException {
        JsonNode answer = ask(command("get").put("n", number).put("latest", latest));
        return new Read(milliseconds(answer), answer.get("state"));
    }

    private static ObjectNode command(String name) {
        return ThreadStates.JSON.createObjectNode().put("do", name);
    }

    private static double milliseconds(JsonNode answer) {
        return answer.get("ms").asDouble();
    }

    private JsonNode ask(JsonNode command) throws IOException {
        commands.write(ThreadStates.JSON.writeValueAsString(command));
        commands.newLine();
        commands.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new BenchException(name + " ended");
        }
        JsonNode answer = ThreadStates.JSON.readTree(line);
        if (answer.has("error")) {
            throw new BenchException(name + ": " + answer.get("error").asText());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        commands.close();
        process.onExit().join();
    }
}
