package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;

/// An evaluation: what it says, how sure it is, why, and what to do next.
public final class Verdict {
    private final Screen screen;

    public Verdict(Screen screen) {
        this.screen = screen;
    }

    /// The whole evaluation, each line ended by a line break.
    public String render(JsonNode evaluation) {
        String type = evaluation.path("evaluation_type").asText("");
        var text = new StringBuilder();
        text.append(screen.styled("bold", "verdict: "))
                .append(screen.styled("bold," + colour(type), PlainText.firstLine(type)));
        if (evaluation.path("confidence_score").isNumber()) {
            text.append("  confidence ")
                    .append(evaluation.path("confidence_score").decimalValue().toPlainString());
        }
        text.append('\n');
        evaluation.path("success_indicators").forEach(one -> indicator(text, "✓", "green", one));
        evaluation.path("failure_indicators").forEach(one -> indicator(text, "✗", "red", one));
        evaluation.path("recommendations").forEach(one -> recommendation(text, one));
        return text.toString();
    }

    private static String colour(String type) {
        return switch (type) {
            case "success" -> "green";
            case "failure" -> "red";
            default -> "yellow";
        };
    }

    private void indicator(StringBuilder text, String mark, String style, JsonNode indicator) {
        String rule = PlainText.firstLine(
                indicator.path("rule").asText(indicator.path("name").asText("")));
        JsonNode saw = indicator.path("saw");
        String seen = saw.isMissingNode() || saw.isNull() ? "" : saw.isValueNode() ? saw.asText() : saw.toString();
        text.append("  ").append(screen.styled(style, mark)).append(' ').append(rule);
        if (!seen.isBlank()) {
            text.append(": ").append(PlainText.cut(PlainText.firstLine(seen), 100));
        }
        text.append('\n');
    }

    private void recommendation(StringBuilder text, JsonNode one) {
        text.append("  → ")
                .append(screen.styled(
                        "bold", PlainText.firstLine(one.path("action").asText(""))));
        JsonNode target = one.path("target");
        if (target.isValueNode() && !target.isNull() && !target.asText().isBlank()) {
            text.append(' ').append(PlainText.firstLine(target.asText()));
        }
        String reason = PlainText.firstLine(one.path("reason").asText(""));
        text.append(reason.isEmpty() ? "" : ": " + reason).append('\n');
    }
}
