package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.InsightsTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark insights`: what a project's steps came to.
@Command(
        name = "insights",
        description = "Shows what a project's steps came to: how many, how long, how dear, how often wrong.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShowInsights implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "P", description = "The project's key.")
    private String project = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "From when on, as 2026-11-01T00:00:00Z (default: 30 days ago).")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "Until when, not included (default: now).")
    private String to = "";

    @Option(names = "--by", paramLabel = "STRETCH", description = "hour, day (the default), week or month.")
    private String bucket = "";

    @Option(names = "--json", description = "Print the figures as the API gives them.")
    private boolean json;

    ShowInsights(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        try (WaymarkClient client = session.connect()) {
            JsonNode insights = client.get("/v1/projects/" + PathName.encode(project) + "/insights" + query());
            session.out().print(json ? Json.pretty(insights) + "\n" : InsightsTable.render(insights, session.screen()));
        }
    }

    private String query() {
        List<String> parts = new ArrayList<>();
        add(parts, "from", from);
        add(parts, "to", to);
        add(parts, "bucket", bucket);
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + PathName.encodeQuery(value));
        }
    }
}
