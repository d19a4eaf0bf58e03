package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The system before and after a step, section by section.
///
/// @param before a snapshot with `sections`; missing where there is none
/// @param after likewise
public record Snapshots(JsonNode before, JsonNode after) {
    /// Finds both in a step that was read with its snapshots expanded, whichever way they stand in it.
    public static Snapshots in(JsonNode step) {
        return new Snapshots(find(step, "before"), find(step, "after"));
    }

    private static JsonNode find(JsonNode step, String side) {
        for (String place : List.of(side + "_snapshot", side, side + "_step")) {
            for (JsonNode holder : List.of(step, step.path("snapshots"))) {
                if (holder.path(place).isObject()) {
                    return holder.path(place);
                }
            }
        }
        for (JsonNode snapshot : step.path("snapshots")) {
            if (snapshot.path("snapshot_type").asText("").equals(side + "_step")) {
                return snapshot;
            }
        }
        return MissingNode.getInstance();
    }

    /// One line for each section of either side: its name and whether it changed, with the members that did.
    List<String> lines() {
        JsonNode from = sections(before);
        JsonNode to = sections(after);
        var names = new TreeSet<String>();
        from.fieldNames().forEachRemaining(names::add);
        to.fieldNames().forEachRemaining(names::add);
        return names.stream()
                .map(name -> PlainText.firstLine(name) + ": " + change(from.path(name), to.path(name)))
                .toList();
    }

    private static JsonNode sections(JsonNode snapshot) {
        return snapshot.path("sections").isObject() ? snapshot.path("sections") : snapshot;
    }

    private static String change(JsonNode from, JsonNode to) {
        if (from.isMissingNode() || to.isMissingNode()) {
            return from.isMissingNode() ? "only after" : "only before";
        }
        if (from.equals(to)) {
            return "unchanged";
        }
        if (!from.isObject() || !to.isObject()) {
            return "changed (" + from.size() + " → " + to.size() + " entries)";
        }
        return "changed: " + String.join(", ", members(from, to));
    }

    private static List<String> members(JsonNode from, JsonNode to) {
        var names = new TreeSet<String>();
        from.fieldNames().forEachRemaining(names::add);
        to.fieldNames().forEachRemaining(names::add);
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            if (!from.path(name).equals(to.path(name))) {
                changed.add(PlainText.firstLine(name) + " " + shown(from.path(name)) + " → " + shown(to.path(name)));
            }
        }
        return changed;
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "(none)" : PlainText.cut(PlainText.firstLine(value.toString()), 40);
    }
}
