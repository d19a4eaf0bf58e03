package dev.waymark.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `postmaster.pid` of a data directory says about the server that wrote it.
///
/// @param pid its process
/// @param port where it listens
record PostmasterPid(long pid, int port) {
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /// Empty where there is no such file or it is half written.
    static Optional<PostmasterPid> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        try {
            return lines.size() <= PORT_LINE
                    ? Optional.empty()
                    : Optional.of(new PostmasterPid(
                            Long.parseLong(lines.get(PID_LINE).strip()),
                            Integer.parseInt(lines.get(PORT_LINE).strip())));
        } catch (NumberFormatException halfWritten) {
            return Optional.empty();
        }
    }

    boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /// Whether the number has gone to another program since, as happens in containers after a restart.
    boolean belongsToAnotherProgram() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> !command.contains("postgres"))
                .orElse(false);
    }
}
