package dev.waymark.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

class TableTest {
    @Test
    void alignsColumnsLeavesOutEmptyOnesAndCutsTheLast() {
        String text = StepTable.render(
                List.of(step(1, "completed", "make\ntest"), step(10, "failed", "x".repeat(90))), screen(60));

        assertThat(text.lines())
                .containsExactly(
                        "STEP  STATUS     EXIT  DURATION  TOKENS    COST  COMMAND",
                        "S1    completed     0    1.95 s    1.8k  $0.023  make",
                        "S10   failed        0    1.95 s    1.8k  $0.023  " + "x".repeat(19) + "…");
    }

    @Test
    void cutsNothingInAPipe() {
        String text = StepTable.render(List.of(step(1, "completed", "y".repeat(300))), Screen.plain());

        assertThat(text).contains("y".repeat(300));
    }

    @Test
    void marksInactiveSteps() {
        ObjectNode inactive = step(2, "completed", "ls");
        inactive.put("active", false);

        assertThat(StepTable.render(List.of(step(1, "completed", "ls"), inactive), Screen.plain()))
                .contains("S2    ✗  completed");
    }

    @Test
    void escapeSequencesReachNoTerminal() {
        String text = StepTable.render(List.of(step(1, "completed", "\u001b[2Jrm\tx\u202e")), screen(80));

        assertThat(text).doesNotContain("\u001b").contains("·[2Jrm x·");
        assertThat(PlainText.lines("a\r\nb\bc\u001b]0;t\u0007")).isEqualTo("a\nb·c·]0;t·");
    }

    @Test
    void wideCharactersCountTwice() {
        assertThat(PlainText.width("日本")).isEqualTo(4);
        assertThat(PlainText.cut("日本語", 5)).isEqualTo("日本…");
        assertThat(PlainText.cut("abc", 3)).isEqualTo("abc");
    }

    @Test
    void coloursOnlyOnATerminalAndNeverWithNoColor() {
        var terminal = Screen.from(Map.of("WAYMARK_COLUMNS", "100", "WAYMARK_PROGRESS", "1"));
        assertThat(terminal.columns()).isEqualTo(100);
        assertThat(terminal.progress()).isTrue();
        assertThat(terminal.styled("red", "x")).startsWith("\u001b[31mx\u001b[").endsWith("m");
        assertThat(Screen.from(Map.of("WAYMARK_COLUMNS", "100", "NO_COLOR", "1"))
                        .styled("red", "x"))
                .isEqualTo("x");
        assertThat(Screen.from(Map.of()).styled("red", "x")).isEqualTo("x");
        String coloured = StepTable.render(List.of(step(1, "failed", "z".repeat(90))), new Screen(100, Ansi.ON, false));
        assertThat(PlainText.width(coloured.replaceAll("\u001b\\[[0-9;]*m", "")
                        .lines()
                        .toList()
                        .getLast()))
                .isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 ms", "999, 999 ms", "1951, 1.95 s", "59999, 60.00 s", "125000, 2 min 05 s", "12000000, 3 h 20 min"
    })
    void durationsReadWell(long ms, String text) {
        JsonNode node = Json.object().put("n", ms).path("n");
        assertThat(Figures.duration(node)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, $0.000", "0.0001, <$0.001", "0.0234, $0.023", "1.5, $1.50"})
    void costsReadWell(double usd, String text) {
        assertThat(Figures.usd(Json.object().put("n", usd).path("n"))).isEqualTo(text);
    }

    private static Screen screen(int columns) {
        return new Screen(columns, Ansi.OFF, false);
    }

    private static ObjectNode step(int number, String status, String command) {
        ObjectNode step = Json.object()
                .put("step_number", number)
                .put("status", status)
                .put("active", true)
                .put("exit_code", 0)
                .put("duration_ms", 1951)
                .put("command", command);
        step.withObject("/token_usage").put("total_tokens", 1801).put("cost_usd", 0.023);
        return step;
    }
}
