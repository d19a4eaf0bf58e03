package dev.waymark.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.cli.api.Json;
import org.junit.jupiter.api.Test;

class InsightsTableTest {
    @Test
    void eachDayHasItsBarAndTheTotalsComeLast() {
        String table = InsightsTable.render(Json.read("""
                {"bucket": "day", "totals": {"steps": 60, "failed": 6, "error_rate": 0.1, "rollback_rate": 0.05,
                   "duration_ms": {"p50": 1500, "p95": 90000}, "tokens": {"total_tokens": 12000}, "cost_usd": 1.25,
                   "evaluations": {"success": 50, "failure": 6, "partial": 0, "unexpected": 1}},
                 "buckets": [{"at": "2026-11-20T00:00:00Z", "steps": 40, "failed": 0, "error_rate": 0.0},
                   {"at": "2026-11-21T00:00:00Z", "steps": 20, "failed": 6, "error_rate": 0.3},
                   {"at": "2026-11-22T00:00:00Z", "steps": 0}]}
                """), Screen.plain());

        assertThat(table.lines().skip(1))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("2026-11-20  " + "█".repeat(20))
                                .contains("  40  "),
                        line -> assertThat(line)
                                .startsWith("2026-11-21  " + "█".repeat(10) + " ")
                                .contains("30.0%"),
                        line -> assertThat(line).startsWith("2026-11-22 ").doesNotContain("█"),
                        line -> assertThat(line)
                                .startsWith("in all ")
                                .containsSubsequence(
                                        "60",
                                        "10.0%",
                                        "5.0%",
                                        "1.50 s",
                                        "1 min 30 s",
                                        "12.0k",
                                        "$1.25",
                                        "50 success, 1 unexpected, 6 failure"));
    }

    @Test
    void barsGrowByEighthsAndWhatIsThereShows() {
        assertThat(BarChart.bar(1, 1000, 10)).isEqualTo("▏");
        assertThat(BarChart.bar(5, 10, 1)).isEqualTo("▌");
        assertThat(BarChart.bar(10, 10, 3)).isEqualTo("███");
        assertThat(BarChart.bar(0, 10, 3)).isEmpty();
    }
}
