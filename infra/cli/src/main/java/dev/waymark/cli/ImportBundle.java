package dev.waymark.cli;

import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.bundle.BundleImporter;
import dev.waymark.cli.bundle.BundleReader;
import dev.waymark.cli.bundle.UnreadableBundleException;
import dev.waymark.cli.print.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark import bundle`: takes in what `waymark export` wrote.
@Command(
        name = "bundle",
        description = {
            "Takes in a project or an agent that `waymark export` wrote, under the same ids.",
            "Taking it in again changes nothing, and what was cut off is gone on with."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ImportBundle implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "The bundle.")
    private Path file = Path.of("");

    @Option(names = "--as", paramLabel = "KEY", description = "Another key for the project, or name for the agent.")
    private String as = "";

    @Option(names = "--json", description = "Print what was done as JSON.")
    private boolean json;

    ImportBundle(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        BundleImporter.Imported imported;
        try (WaymarkClient client = session.connect()) {
            imported = Bar.during(session, String.valueOf(file.getFileName()), " lines", progress -> {
                try {
                    return new BundleImporter(client, progress).send(new BundleReader(file), as);
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            });
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        } catch (UnreadableBundleException unreadable) {
            session.err().println(file + ": not imported: " + unreadable.getMessage());
            return ExitCode.SOFTWARE;
        }
        String name = as.isEmpty() ? imported.head().name() : as;
        if (json) {
            session.out()
                    .println(Json.pretty(Json.object()
                            .put("kind", imported.head().kind())
                            .put("id", imported.head().id())
                            .put("name", name)
                            .put("stored", imported.stored())
                            .put("present", imported.present())));
            return ExitCode.OK;
        }
        session.out()
                .println("%s %s: %s stored, %,d there already"
                        .formatted(
                                imported.head().kind(),
                                name,
                                Figures.counted(imported.stored(), "row"),
                                imported.present()));
        return ExitCode.OK;
    }
}
