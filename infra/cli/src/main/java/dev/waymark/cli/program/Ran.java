package dev.waymark.cli.program;

/// What a program did.
///
/// @param out its output, as UTF-8
/// @param err the beginning of what it wrote to its error stream
public record Ran(int exitCode, String out, String err) {
    /// Whether the program says that it succeeded.
    public boolean ok() {
        return exitCode == 0;
    }

    /// Why it failed, in one line: the first that it wrote to its error stream, else its exit code.
    public String why() {
        return err.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("exit code " + exitCode)
                .strip();
    }
}
