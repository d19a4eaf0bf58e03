package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;

/// A step on one line.
public final class StepLine {
    private static final int MOST_COLUMNS = 100;

    private StepLine() {}

    /// A command, made safe and short.
    public static String of(String command) {
        return PlainText.cut(PlainText.firstLine(command), MOST_COLUMNS);
    }

    /// `S5  completed  exit 0  1.95 s`.
    public static String render(JsonNode step, Screen screen) {
        String status = step.path("status").asText("");
        var line = new StringBuilder(
                screen.styled("bold", "S" + step.path("step_number").asText("?")));
        line.append("  ").append(screen.styled(Styles.ofStatus(status), status));
        if (step.path("exit_code").isNumber()) {
            line.append("  exit ").append(step.path("exit_code").asText());
        }
        String took = Figures.duration(step.path("duration_ms"));
        return line.append(took.isEmpty() ? "" : "  " + took).toString();
    }
}
