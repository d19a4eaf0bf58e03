package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.ArchiveSheet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark archive show`: what one archive holds.
@Command(
        name = "show",
        description = "Shows what an archive holds.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowArchive implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "ID", description = "The archive's id.")
    private @Nullable UUID id;

    @Option(names = "--json", description = "Print the row as the API gives it.")
    private boolean json;

    ShowArchive(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            JsonNode archive = client.get("/v1/archives/" + id);
            if (json) {
                session.out().println(Json.pretty(archive));
                return;
            }
            session.out().print(new ArchiveSheet(archive, session.screen()).render());
        }
    }
}
