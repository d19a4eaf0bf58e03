package dev.waymark.cli.run;

import dev.waymark.cli.git.Head;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// What is about to run.
///
/// @param command the one that it belongs to; empty makes one
/// @param agent empty for none
/// @param line program and arguments
/// @param risk empty for the default of the ledger
/// @param head where the work tree stands; empty where there is none
public record NewRun(
        String project,
        Optional<UUID> command,
        String agent,
        List<String> line,
        String explanation,
        String risk,
        String folder,
        Optional<Head> head) {
    public NewRun {
        line = List.copyOf(line);
    }

    /// The line as a person would type it into a shell.
    public String text() {
        return line.stream().map(NewRun::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        boolean plain = word.matches("[\\p{L}\\p{N}_@%+=:,./^-]+");
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
