package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import java.util.Collection;
import java.util.List;

/// What happened in a command, one line each: steps, snapshots, evaluations, approvals, rollbacks.
public final class Timeline {
    private static final List<String> KINDS =
            List.of("step", "snapshot", "evaluation", "approval", "rollback", "command");

    private Timeline() {}

    /// In the order given. An entry of a kind not known here still has its line.
    public static String render(Collection<JsonNode> entries, Screen screen) {
        var table = new Table("TIME (UTC)", "WHAT", "STATUS", "DETAIL");
        entries.forEach(entry -> table.add(row(entry)));
        return table.render(screen);
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
        String changes = changes(entry.path("state_changes"));
        return detail.isEmpty() || changes.isEmpty() ? detail + changes : detail + "  [" + changes + "]";
    }

    private static String changes(JsonNode changes) {
        JsonNode shown = changes.path("summary").isObject() ? changes.path("summary") : changes;
        return shown.isContainerNode() && !shown.isEmpty() ? PlainText.firstLine(Json.compact(shown)) : "";
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
