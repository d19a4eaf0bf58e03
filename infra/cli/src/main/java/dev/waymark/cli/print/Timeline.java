package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/// What happened in a command, one line each: steps, snapshots, evaluations, approvals, rollbacks.
public final class Timeline {
    private static final List<String> KINDS =
            List.of("step", "change", "output", "snapshot", "evaluation", "approval", "rollback", "command");

    private Timeline() {}

    /// In the order given. An entry of a kind not known here still has its line.
    public static String render(Collection<JsonNode> entries, Screen screen) {
        var table = new Table("TIME (UTC)", "WHAT", "STATUS", "DETAIL");
        entries.forEach(entry -> table.add(row(entry)));
        return table.render(screen);
    }

    /// One entry as it comes: on one line, or the output of a step as it is.
    public static String line(JsonNode entry, Screen screen) {
        if (kind(entry).equals("output")) {
            JsonNode output = entry.path("output");
            return output(output.path("stdout")) + output(output.path("stderr"));
        }
        List<Cell> row = row(entry);
        var text = new StringBuilder();
        for (Cell cell : row) {
            if (!cell.text().isEmpty()) {
                text.append(screen.styled(cell.style(), cell.text())).append("  ");
            }
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String output(JsonNode text) {
        String lines = PlainText.lines(text.asText(""));
        return lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\n";
    }

    private static List<Cell> row(JsonNode entry) {
        String kind = kind(entry);
        JsonNode subject = entry.path(kind).isObject() ? entry.path(kind) : entry;
        String status = first(subject, "status", "evaluation_type", "decision", "snapshot_type");
        String time = first(entry, "recorded_at", "at", "occurred_at");
        String moment = time.isEmpty() ? first(subject, "captured_at", "started_at", "created_at") : time;
        return List.of(
                new Cell(Moments.shortTime(moment), "faint"),
                new Cell(kind + number(subject), "bold"),
                new Cell(status, Styles.ofStatus(status)),
                Cell.of(detail(entry, subject)));
    }

    private static String kind(JsonNode entry) {
        String named = first(entry, "kind", "type", "entry");
        if (!named.isEmpty()) {
            return named;
        }
        return KINDS.stream().filter(k -> entry.path(k).isObject()).findFirst().orElse("entry");
    }

    private static String number(JsonNode subject) {
        return subject.path("step_number").isNumber()
                ? " S" + subject.path("step_number").asText()
                : "";
    }

    private static String detail(JsonNode entry, JsonNode subject) {
        String detail = first(subject, "command", "reason", "approval_reasoning", "evaluator", "request");
        if (subject.path("sections").isObject()) {
            return String.join(", ", (Iterable<String>) subject.path("sections")::fieldNames);
        }
        String changes = Changes.oneLine(changed(entry, subject));
        return detail.isEmpty() || changes.isEmpty() ? detail + changes : detail + "  [" + changes + "]";
    }

    private static JsonNode changed(JsonNode entry, JsonNode subject) {
        return subject.path("state_changes").isObject() ? subject.path("state_changes") : entry.path("state_changes");
    }

    private static String first(JsonNode node, String... members) {
        for (String member : members) {
            JsonNode value = node.path(member);
            if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
                return PlainText.firstLine(value.asText());
            }
        }
        return "";
    }
}
