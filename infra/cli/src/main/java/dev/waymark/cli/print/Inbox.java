package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/// Steps that wait for approval, one a line.
public final class Inbox {
    private Inbox() {}

    /// In the order given.
    public static String render(Collection<JsonNode> requests, Screen screen) {
        var table = new Table("STEP ID", "PROJECT", "STEP", "RISK", "APPROVED", "ASKED", "EXPIRES", "COMMAND");
        requests.forEach(request -> table.add(row(request)));
        return table.render(screen);
    }

    private static List<Cell> row(JsonNode request) {
        String risk = request.path("risk_level").asText("");
        long approved = 0;
        for (JsonNode decision : request.path("decisions")) {
            approved += decision.path("decision").asText("").equals("approved") ? 1 : 0;
        }
        return List.of(
                Cell.of(request.path("step_id").asText("")),
                Cell.of(PlainText.firstLine(request.path("project").asText(""))),
                new Cell("S" + request.path("step_number").asText("?"), "bold"),
                new Cell(risk, Styles.ofRisk(risk)),
                Cell.of(approved + " of " + request.path("needed_count").asText("?")),
                Cell.of(Moments.shortTime(request.path("created_at").asText(""))),
                Cell.of(Moments.shortTime(request.path("expires_at").asText(""))),
                Cell.of(PlainText.firstLine(request.path("command").asText(""))));
    }
}
