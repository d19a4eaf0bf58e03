package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A program beside this one that takes a command on each line and answers on one; see
/// infra/bench/peers.
final class PeerProgram implements AutoCloseable {
    private static final Path PEERS = Path.of(System.getProperty("waymark.root", "."), "infra", "bench", "peers");

    private final String name;
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private PeerProgram(String name, List<String> command) throws IOException {
        this.name = name;
        this.process = new ProcessBuilder(command)
                .directory(PEERS.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// A program of the folder of peers.
    ///
    /// @param needs what preparing the peers puts there, in that folder
    /// @throws BenchException when it is not there
    static PeerProgram of(String name, String needs, List<String> command) throws IOException {
        require(needs);
        return new PeerProgram(name, command);
    }

    /// A Java program of a folder of peers.
    ///
    /// @throws BenchException when it is not built
    static PeerProgram java(String name, String folder, String main) throws IOException {
        Path classPath = require(folder + "/target/classpath.txt");
        return new PeerProgram(
                name,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // a peer's answers are all that may stand on its standard output
                        "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                        "-cp",
                        folder + "/target/classes:"
                                + Files.readString(classPath).strip(),
                        main));
    }

    private static Path require(String needs) {
        Path path = PEERS.resolve(needs);
        if (!Files.exists(path)) {
            throw new BenchException("the peers are not there yet: run infra/bench/peers/prepare");
        }
        return path;
    }

    /// Hands over a command and waits for what comes back.
    ///
    /// @throws BenchException when it answers an error, or has ended
    JsonNode ask(JsonNode command) throws IOException {
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
