package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.machine.Capture;
import dev.waymark.cli.machine.Machine;
import dev.waymark.cli.machine.Watch;
import dev.waymark.cli.program.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waymark snapshot`: the state of this machine, shown or stored.
@Command(
        name = "snapshot",
        description = {
            "Captures the state of this machine: for a command as its baseline, for a step as before or after it.",
            "Without either it is shown and not stored."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class TakeSnapshot implements Runnable {
    private final Session session;

    /// Whose snapshot it is.
    static final class Subject {
        @Option(names = "--command", paramLabel = "ID", description = "The command that gets it as its baseline.")
        private @Nullable UUID command;

        @Option(names = "--before", paramLabel = "STEP_ID", description = "The step before which this is the state.")
        private @Nullable UUID before;

        @Option(names = "--after", paramLabel = "STEP_ID", description = "The step after which this is the state.")
        private @Nullable UUID after;

        private String path() {
            return command != null ? "/v1/commands/" + command : "/v1/steps/" + (before != null ? before : after);
        }

        private String type() {
            return command != null ? "baseline" : before != null ? "before_step" : "after_step";
        }
    }

    @ArgGroup
    private @Nullable Subject subject;

    @Option(
            names = "--watch",
            paramLabel = "PATH",
            description = "A file or folder to watch; can be repeated. Default: the working folder, as git knows it.")
    private List<Path> watch = List.of();

    @Option(names = "--json", description = "Print the sections, or what the API answers, as JSON.")
    private boolean json;

    TakeSnapshot(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Path folder = Path.of("").toAbsolutePath();
        var programs = new Programs(session.environment(), folder, Duration.ofSeconds(10));
        Capture capture = Machine.of(programs, Watch.of(folder, watch)).capture();
        if (subject == null) {
            show(capture);
            return;
        }
        ObjectNode body = Json.object().put("snapshot_type", subject.type());
        body.set("sections", capture.sections());
        try (WaymarkClient client = session.connect()) {
            JsonNode made =
                    client.post(subject.path() + "/snapshots", Json.bytes(body)).body();
            session.out().println(json ? Json.pretty(made) : made.path("id").asText());
        }
        notes(capture);
    }

    private void show(Capture capture) {
        if (json) {
            session.out().println(Json.pretty(capture.sections()));
            return;
        }
        capture.sections().properties().forEach(section -> {
            JsonNode value = section.getValue();
            JsonNode files = value.path("files");
            String size = files.isObject() ? files.size() + " files" : value.size() + " entries";
            session.out().println(session.screen().styled("bold", section.getKey()) + ": " + size);
        });
        session.err().println("--json shows all of it; --command ID stores it.");
        notes(capture);
    }

    private void notes(Capture capture) {
        capture.notes().forEach((section, note) -> session.err().println("note: " + section + ": " + note));
    }
}
