package dev.waymark.local.whole;

import dev.waymark.cli.Waymark;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One run of the `waymark` command line in a process of its own, which can be killed.
///
/// @param exitCode 137 where it was killed
/// @param text what it printed, messages included
record CommandLineRun(int exitCode, String text) {
    /// Runs to its end.
    static CommandLineRun of(URI gateway, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("waymark-run", ".txt");
        try {
            return ended(start(gateway, output, arguments), output);
        } finally {
            Files.delete(output);
        }
    }

    static Process start(URI gateway, Path output, String... arguments) throws IOException {
        return prepared(gateway, arguments).redirectOutput(output.toFile()).start();
    }

    /// Ready to be started; messages go where the output goes.
    static ProcessBuilder prepared(URI gateway, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path"),
                Waymark.class.getName()));
        line.addAll(List.of(arguments));
        var process = new ProcessBuilder(line).redirectErrorStream(true);
        process.environment().put("WAYMARK_URL", gateway.toString());
        process.environment().remove("WAYMARK_API_KEY");
        process.environment().put("XDG_STATE_HOME", System.getProperty("java.io.tmpdir"));
        return process;
    }

    static CommandLineRun ended(Process process, Path output) throws IOException, InterruptedException {
        int exitCode = process.waitFor();
        return new CommandLineRun(exitCode, Files.readString(output, StandardCharsets.UTF_8));
    }
}
