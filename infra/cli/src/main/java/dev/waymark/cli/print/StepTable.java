package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/// A project's steps, one a line. Steps that a rollback made inactive are marked `✗` and dimmed.
public final class StepTable {
    private StepTable() {}

    /// In the order given.
    public static String render(Collection<JsonNode> steps, Screen screen) {
        var table = new Table("STEP", "", "STATUS", "RISK", ">EXIT", ">DURATION", ">TOKENS", ">COST", "COMMAND");
        steps.forEach(step -> table.add(row(step)));
        return table.render(screen);
    }

    private static List<Cell> row(JsonNode step) {
        boolean inactive = !step.path("active").asBoolean(true);
        String dim = inactive ? "faint" : "";
        String status = step.path("status").asText("");
        String risk = step.path("risk_level").asText("");
        JsonNode usage = step.path("token_usage");
        return List.of(
                new Cell("S" + step.path("step_number").asText("?"), inactive ? "faint" : "bold"),
                new Cell(inactive ? "✗" : "", dim),
                new Cell(status, inactive ? "faint" : Styles.ofStatus(status)),
                new Cell(risk, inactive ? "faint" : Styles.ofRisk(risk)),
                new Cell(exitCode(step), dim),
                new Cell(Figures.duration(step.path("duration_ms")), dim),
                new Cell(Figures.tokens(usage.path("total_tokens")), dim),
                new Cell(Figures.usd(usage.path("cost_usd")), dim),
                new Cell(PlainText.firstLine(step.path("command").asText("")), dim));
    }

    private static String exitCode(JsonNode step) {
        return step.path("exit_code").isNumber() ? step.path("exit_code").asText() : "";
    }
}
