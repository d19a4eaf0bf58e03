package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.ArchiveTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waymark archives`: what left for object storage.
@Command(
        name = "archives",
        description = "Lists what left for object storage, the newest archive first.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ListArchives implements Runnable {
    private final Session session;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only of this kind, such as system_state_snapshots or execution_results.")
    private String kind = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most N (default: 50).")
    private int limit = 50;

    @Option(names = "--json", description = "Print the rows as the API gives them.")
    private boolean json;

    ListArchives(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JsonNode> archives = new ArrayList<>();
        String path = "/v1/archives" + (kind.isEmpty() ? "" : "?kind=" + PathName.encodeQuery(kind));
        try (WaymarkClient client = session.connect()) {
            new Pages(client).forEach(path, limit, archive -> {
                archives.add(archive);
                return archives.size() < limit;
            });
        }
        if (json) {
            session.printItems(archives);
            return;
        }
        if (archives.isEmpty()) {
            session.err().println("Nothing has left for an archive yet.");
            return;
        }
        session.out().print(ArchiveTable.render(archives, session.screen()));
    }
}
