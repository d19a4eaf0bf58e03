package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.Figures;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark archive restore`: brings the rows of an archive back.
@Command(
        name = "restore",
        description = "Brings the rows of an archive back, so that they are read as before. Again, it changes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RestoreArchive implements Runnable {
    private static final byte[] NOTHING = {};

    private final Session session;

    @Parameters(index = "0", paramLabel = "ID", description = "The archive's id.")
    private @Nullable UUID id;

    @Option(names = "--json", description = "Print the row as the API gives it.")
    private boolean json;

    RestoreArchive(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            JsonNode archive =
                    client.post("/v1/archives/" + id + "/restore", NOTHING).body();
            if (json) {
                session.out().println(Json.pretty(archive));
                return;
            }
            if (archive.path("restored_at").isNull()) {
                session.out()
                        .println("Storage is bringing the object up, which may take hours; then the rows come back by"
                                + " themselves. See how it stands with waymark archive show " + id);
                return;
            }
            session.out()
                    .printf(
                            "%s of %s are back.%n",
                            Figures.counted(archive.path("restored_rows").asLong(), "row"),
                            archive.path("kind").asText());
        }
    }
}
