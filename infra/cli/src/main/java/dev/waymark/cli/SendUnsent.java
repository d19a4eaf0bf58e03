package dev.waymark.cli;

import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.StepLine;
import dev.waymark.cli.run.Finished;
import dev.waymark.cli.run.Finisher;
import dev.waymark.cli.run.Unsent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/// `waymark send`: what `waymark run` could not send.
@Command(
        name = "send",
        description = "Sends the results that `waymark run` kept because Waymark had gone away.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class SendUnsent implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Only these. Default: all that wait.")
    private List<Path> files = List.of();

    SendUnsent(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        List<Path> all = files.isEmpty() ? new Unsent(session.environment()).waiting() : files;
        if (all.isEmpty()) {
            session.err().println("Nothing waits to be sent.");
        }
        boolean failed = false;
        try (WaymarkClient client = session.connect()) {
            for (Path file : all) {
                failed |= !send(client, file);
            }
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private boolean send(WaymarkClient client, Path file) throws IOException {
        try {
            Finished finished = new Finisher(client).finish(Unsent.read(file));
            session.out().println(StepLine.render(finished.step(), session.screen()) + "  recorded");
            finished.problems().forEach(session.err()::println);
            Files.delete(file);
            return true;
        } catch (ProblemException refused) {
            session.err().println(file + ": not sent: " + refused.getMessage());
            return false;
        }
    }
}
