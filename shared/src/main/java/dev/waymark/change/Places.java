package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.List;

/// Changes told place by place: for values without an expected shape, and for what changed within a thing.
final class Places {
    private static final int MAX_OF_A_SECTION = 1_000;
    private static final int MAX_OF_A_THING = 20;

    private Places() {}

    /// `{"added": [{at, value}], "removed": [{at, value}], "changed": [{at, from, to}]}`, with `more` where
    /// some are not shown.
    static Shown.ObjectNode ofSection(List<Difference> differences, Place base) {
        List<Difference> shown = first(differences, MAX_OF_A_SECTION);
        Shown.ObjectNode section = Shown.object()
                .with(
                        "added",
                        shown.stream()
                                .filter(d -> d.from() == null)
                                .map(d -> one(d, base))
                                .toList())
                .with(
                        "removed",
                        shown.stream()
                                .filter(d -> d.to() == null)
                                .map(d -> one(d, base))
                                .toList())
                .with(
                        "changed",
                        shown.stream()
                                .filter(d -> d.from() != null && d.to() != null)
                                .map(d -> one(d, base))
                                .toList());
        if (differences.size() > shown.size()) {
            section.with("more", JsonNode.createNumberNode(differences.size() - shown.size()));
        }
        return section;
    }

    /// `[{at, from, to}]`, of the first ones.
    static List<JsonNode> ofThing(List<Difference> differences, Place thing) {
        return first(differences, MAX_OF_A_THING).stream()
                .map(difference -> Shown.object()
                        .with("at", Shown.pointer(difference.at(), thing))
                        .with("from", Shown.value(difference.from()))
                        .with("to", Shown.value(difference.to()))
                        .build())
                .toList();
    }

    private static JsonNode one(Difference difference, Place base) {
        Shown.ObjectNode shown = Shown.object().with("at", Shown.pointer(difference.at(), base));
        Tree from = difference.from();
        Tree to = difference.to();
        if (from == null || to == null) {
            return shown.with("value", Shown.value(from == null ? to : from)).build();
        }
        Quantity.delta(
                from, to, difference.at(), shown.with("from", Shown.value(from)).with("to", Shown.value(to)));
        return shown.build();
    }

    private static List<Difference> first(List<Difference> differences, int count) {
        return differences.subList(0, Math.min(count, differences.size()));
    }
}
