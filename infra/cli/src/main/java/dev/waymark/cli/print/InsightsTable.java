package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A project's figures, one stretch of time a line, with a bar for its steps; the totals come last.
public final class InsightsTable {
    private static final int BAR_COLUMNS = 20;
    private static final String[] VERDICTS = {"success", "partial", "unexpected", "failure"};

    private InsightsTable() {}

    /// What GET /v1/projects/{key}/insights answered.
    public static String render(JsonNode insights, Screen screen) {
        var table =
                new Table("FROM", "", ">STEPS", ">ERRORS", ">UNDONE", ">P50", ">P95", ">TOKENS", ">COST", "VERDICTS");
        long most = 0;
        for (JsonNode bucket : insights.path("buckets")) {
            most = Math.max(most, bucket.path("steps").asLong());
        }
        boolean hours = insights.path("bucket").asText("").equals("hour");
        for (JsonNode bucket : insights.path("buckets")) {
            String moment = Moments.shortTime(bucket.path("at").asText(""));
            String bar = BarChart.bar(bucket.path("steps").asLong(), most, BAR_COLUMNS);
            table.add(row(hours ? moment : moment.split(" ", 2)[0], bar, bucket));
        }
        table.add(row("in all", "", insights.path("totals")));
        return table.render(screen);
    }

    private static List<Cell> row(String name, String bar, JsonNode figures) {
        return List.of(
                new Cell(name, "bold"),
                new Cell(bar, "cyan"),
                Cell.of(figures.path("steps").asText("")),
                new Cell(
                        percent(figures.path("error_rate")),
                        figures.path("failed").asLong() > 0 ? "red" : ""),
                Cell.of(percent(figures.path("rollback_rate"))),
                Cell.of(Figures.duration(figures.at("/duration_ms/p50"))),
                Cell.of(Figures.duration(figures.at("/duration_ms/p95"))),
                Cell.of(Figures.tokens(figures.at("/tokens/total_tokens"))),
                Cell.of(Figures.usd(figures.path("cost_usd"))),
                Cell.of(verdicts(figures.path("evaluations"))));
    }

    private static String percent(JsonNode rate) {
        return rate.isNumber() ? String.format(Locale.ROOT, "%.1f%%", rate.doubleValue() * 100) : "";
    }

    private static String verdicts(JsonNode evaluations) {
        List<String> parts = new ArrayList<>();
        for (String verdict : VERDICTS) {
            if (evaluations.path(verdict).asLong() > 0) {
                parts.add(evaluations.path(verdict).asText() + " " + verdict);
            }
        }
        return String.join(", ", parts);
    }
}
