package dev.waymark.cli;

import dev.waymark.cli.git.Head;
import dev.waymark.cli.run.Expectation;
import dev.waymark.cli.run.NewRun;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What `waymark run` is told.
final class RunOptions {
    /// How dangerous a step is.
    enum Risk {
        low,
        medium,
        high,
        critical
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The program and its arguments, best after --.")
    private List<String> line = List.of();

    @Option(
            names = {"-p", "--project"},
            paramLabel = "P",
            description = "The project's key; it is made where there is none."
                    + " Default: WAYMARK_PROJECT, else the name of the folder.")
    private String project = "";

    @Option(
            names = {"-e", "--expect"},
            paramLabel = "PREDICATE",
            description = "What has to hold afterwards, as jsonpath over before, after, changes, result and step:"
                    + " '$.result.exit_code == 0'; 'a name: $.…' names it. Can be repeated.")
    private List<String> expected = List.of();

    @Option(names = "--risk", paramLabel = "RISK", description = "low, medium (the default), high or critical.")
    private @Nullable Risk risk;

    @Option(names = "--agent", paramLabel = "A", description = "The agent that acts.")
    private String agent = "";

    @Option(names = "--explain", paramLabel = "TEXT", description = "Why this is run.")
    private String explanation = "";

    @Option(
            names = "--command-id",
            paramLabel = "ID",
            description = "Add the step to this command, which stays open. Default: a command of its own.")
    private @Nullable UUID command;

    @Option(
            names = "--watch",
            paramLabel = "PATH",
            description = "A file or folder to watch; can be repeated. Default: the working folder, as git knows it.")
    private List<Path> watch = List.of();

    @Option(
            names = {"-C", "--directory"},
            paramLabel = "DIR",
            description = "Run in this folder.")
    private Path folder = Path.of("");

    @Option(
            names = "--approval-timeout",
            paramLabel = "TIME",
            description = "How long to wait where approval is needed: 90s, 10m, 8h (default: 1h).")
    private String approvalTimeout = "1h";

    @Option(names = "--json", description = "Print one JSON object; the command's output goes to the error stream.")
    private boolean json;

    List<String> line() {
        return line;
    }

    List<Path> watch() {
        return watch;
    }

    /// What is to be watched and is not there; the command may make it.
    List<Path> missing(Path from) {
        return watch.stream()
                .filter(each -> !Files.exists(from.resolve(each), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    boolean json() {
        return json;
    }

    String text() {
        return new NewRun("", Optional.empty(), "", line, "", "", "", Optional.empty()).text();
    }

    List<Expectation> expectations() {
        return Expectation.all(expected);
    }

    Path folder() {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            throw new ParameterException(spec.commandLine(), "there is no folder " + absolute);
        }
        return absolute;
    }

    Duration approvalTimeout() {
        try {
            return Duration.parse("PT" + approvalTimeout);
        } catch (java.time.format.DateTimeParseException unreadable) {
            throw new ParameterException(
                    spec.commandLine(), "a time is such as 90s, 10m or 8h, not '" + approvalTimeout + "'", unreadable);
        }
    }

    NewRun newRun(Map<String, String> environment, Optional<Head> head) {
        String key = project.isEmpty() ? environment.getOrDefault("WAYMARK_PROJECT", "") : project;
        Path name = folder().getFileName();
        return new NewRun(
                key.isEmpty() ? String.valueOf(name == null ? "root" : name) : key,
                Optional.ofNullable(command),
                agent,
                line,
                explanation,
                risk == null ? "" : risk.name(),
                folder().toString(),
                head);
    }
}
