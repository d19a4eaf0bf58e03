package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What changed in a system's state, section by section, as a person reads it: `+` came, `−` went, `~` is otherwise.
public final class Changes {
    private static final Set<String> CAME =
            Set.of("added", "installed", "started", "ports_opened", "connections_opened");
    private static final Set<String> WENT = Set.of("removed", "stopped", "ended", "ports_closed", "connections_closed");
    /// What names a thing, the first that it has.
    private static final List<String> NAMES = List.of("name", "path", "at", "local", "pid");

    private static final int MOST = 12;

    private final Screen screen;

    public Changes(Screen screen) {
        this.screen = screen;
    }

    /// One line for each change, below the name of its section.
    ///
    /// @param changes with `summary`, or the summary itself
    public String render(JsonNode changes) {
        JsonNode summary = changes.path("summary").isObject() ? changes.path("summary") : changes;
        var text = new StringBuilder();
        summary.properties().forEach(section -> section(text, section.getKey(), section.getValue()));
        if (text.isEmpty()) {
            text.append("  ").append(screen.styled("faint", "nothing")).append('\n');
        }
        return text.toString();
    }

    /// All of it on one line, without colours.
    public static String oneLine(JsonNode changes) {
        JsonNode summary = changes.path("summary").isObject() ? changes.path("summary") : changes;
        List<String> parts = new ArrayList<>();
        summary.properties().forEach(section -> {
            String kinds = section.getValue().properties().stream()
                    .filter(kind -> !kind.getValue().isEmpty())
                    .map(kind -> kind.getValue().size() + " " + PlainText.firstLine(kind.getKey()))
                    .collect(Collectors.joining(", "));
            if (!kinds.isEmpty()) {
                parts.add(PlainText.firstLine(section.getKey()) + ": " + kinds);
            }
        });
        return String.join("; ", parts);
    }

    private void section(StringBuilder text, String name, JsonNode section) {
        List<String> lines = new ArrayList<>();
        section.properties().forEach(kind -> lines.addAll(lines(kind)));
        String title = PlainText.firstLine(name);
        for (int i = 0; i < Math.min(MOST, lines.size()); i++) {
            String heading = i == 0 ? title : "";
            text.append("  ")
                    .append(screen.styled("bold", heading))
                    .append(" ".repeat(Math.max(1, 14 - heading.length())));
            text.append(lines.get(i)).append('\n');
        }
        if (lines.size() > MOST) {
            String more = "… and " + (lines.size() - MOST) + " more: --json shows all";
            text.append(" ".repeat(16)).append(screen.styled("faint", more)).append('\n');
        }
    }

    private List<String> lines(Map.Entry<String, JsonNode> kind) {
        List<String> lines = new ArrayList<>();
        JsonNode things = kind.getValue();
        if (things.isArray()) {
            things.forEach(thing -> lines.add(line(kind.getKey(), described(thing))));
        } else if (things.isObject()) {
            things.properties()
                    .forEach(thing ->
                            lines.add(line(kind.getKey(), thing.getKey() + " " + described(thing.getValue()))));
        }
        return lines;
    }

    private String line(String kind, String thing) {
        int width = screen.columns() == 0 ? Integer.MAX_VALUE : Math.max(30, screen.columns() - 16);
        String shown = PlainText.cut(PlainText.firstLine(thing), width - 2);
        if (CAME.contains(kind)) {
            return screen.styled("green", "+ " + shown);
        }
        if (WENT.contains(kind)) {
            return screen.styled("red", "− " + shown);
        }
        return screen.styled("yellow", "~ " + shown);
    }

    private static String described(JsonNode thing) {
        if (!thing.isObject()) {
            return thing.isValueNode() ? thing.asText() : thing.toString();
        }
        String name = NAMES.stream().filter(thing::hasNonNull).findFirst().orElse("");
        String head = name.isEmpty() ? "" : thing.path(name).asText() + " ";
        if (thing.has("from") || thing.has("to")) {
            return head + shown(thing.path("from")) + " → " + shown(thing.path("to")) + delta(thing);
        }
        if (thing.has("local") && thing.has("protocol")) {
            return connection(thing);
        }
        if (thing.path("changes").isArray()) {
            return head + places(thing.path("changes"));
        }
        String rest = thing.properties().stream()
                .filter(member ->
                        !member.getKey().equals(name) && member.getValue().isValueNode())
                .map(member -> member.getValue().asText())
                .filter(value -> !value.isEmpty() && value.length() <= 40)
                .collect(Collectors.joining(" "));
        return head + rest;
    }

    private static String connection(JsonNode thing) {
        String remote = thing.path("remote").asText("");
        String state = thing.path("state").asText("");
        String process = thing.path("process").asText("");
        return thing.path("protocol").asText() + " " + thing.path("local").asText()
                + (remote.isEmpty() ? "" : " ↔ " + remote)
                + (state.isEmpty() ? "" : " " + state)
                + (process.isEmpty() ? "" : " (" + process + ")")
                + (thing.path("changes").isArray() ? " " + places(thing.path("changes")) : "");
    }

    /// Long values, such as digests, say nothing to a person beyond that they are others.
    private static String places(JsonNode changes) {
        List<String> places = new ArrayList<>();
        changes.forEach(change -> {
            String at = change.path("at").asText("").replaceFirst("^/", "");
            String values = shown(change.path("from")) + " → " + shown(change.path("to"));
            places.add(values.length() > 40 ? at : at + " " + values);
        });
        return "(" + String.join(", ", places) + ")";
    }

    private static String delta(JsonNode thing) {
        if (!thing.hasNonNull("delta")) {
            return "";
        }
        return " (" + thing.path("delta").asText() + " " + thing.path("unit").asText("") + ")";
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() || value.isNull()
                ? "(none)"
                : value.isValueNode() ? value.asText() : value.toString();
    }
}
