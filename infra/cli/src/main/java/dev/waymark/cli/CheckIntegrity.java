package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.ledger.Progress;
import dev.waymark.cli.print.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/// `waymark integrity`: whether what is stored is what was stored.
@Command(
        name = "integrity",
        description = {
            "Computes digests, audit chains, counters, references and partitions again, and names what is wrong.",
            "Exit code: 0 where nothing is, else 1."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CheckIntegrity implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--check",
            paramLabel = "NAME",
            description = "Only this table, such as command_steps or audit_events; or partitions.")
    private String check = "";

    @Option(names = "--json", description = "Print what was found as JSON.")
    private boolean json;

    CheckIntegrity(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (WaymarkClient client = session.connect()) {
            Report report = Bar.during(session, "integrity", " rows", progress -> walk(client, progress));
            tell(report);
            return report.findings.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /// @param checked how many rows were looked at
    private record Report(long checked, List<JsonNode> findings) {}

    private Report walk(WaymarkClient client, Progress progress) {
        List<JsonNode> findings = new ArrayList<>();
        String only = check.toLowerCase(Locale.ROOT).replace('-', '_');
        String base = "/v1/integrity?limit=500" + (only.isEmpty() ? "" : "&check=" + PathName.encodeQuery(only));
        String next = base;
        long checked = 0;
        while (true) {
            JsonNode page = client.get(next);
            checked += page.path("checked").asLong();
            page.path("items").forEach(findings::add);
            progress.at((int) checked, (int) checked);
            if (!page.hasNonNull("next_cursor")) {
                return new Report(checked, findings);
            }
            next = base + "&cursor="
                    + PathName.encodeQuery(page.path("next_cursor").asText());
        }
    }

    private void tell(Report report) {
        if (json) {
            ObjectNode told =
                    Json.object().put("intact", report.findings.isEmpty()).put("checked", report.checked);
            told.putArray("items").addAll(report.findings);
            session.out().println(Json.pretty(told));
            return;
        }
        for (JsonNode finding : report.findings) {
            session.out()
                    .println("%s %s: %s of %s is %s%s"
                            .formatted(
                                    finding.path("table").asText(),
                                    finding.path("id").asText(),
                                    finding.path("flaw").asText(),
                                    finding.path("column").asText(),
                                    shown(finding.path("stored")),
                                    finding.hasNonNull("expected")
                                            ? " and should be " + shown(finding.path("expected"))
                                            : ", and that is lost"));
        }
        String rows = Figures.counted(report.checked, "row");
        session.out()
                .println(
                        report.findings.isEmpty()
                                ? session.screen().styled("green", "intact") + ": " + rows + " looked at"
                                : session.screen().styled("red", "damaged") + ": "
                                        + Figures.counted(report.findings.size(), "finding") + " in " + rows);
    }

    private static String shown(JsonNode value) {
        return value.isNull() ? "nothing" : value.asText();
    }
}
