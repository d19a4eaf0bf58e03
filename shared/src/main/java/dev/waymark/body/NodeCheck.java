package dev.waymark.body;

import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A rule about a JSON value as it was sent, whatever it is read into.
@FunctionalInterface
interface NodeCheck {
    /// Adds a violation for each place that breaks the rule.
    void check(JsonNode node, Pointer at, Violations violations);

    /// The checks that the annotations of a component ask for.
    static List<NodeCheck> of(AnnotationMetadata annotations) {
        List<NodeCheck> checks = new ArrayList<>();
        if (annotations.hasAnnotation(JsonObject.class)) {
            checks.add(NodeCheck::object);
        }
        if (annotations.hasAnnotation(Document.class)) {
            checks.add(new DepthCheck());
        }
        if (annotations.hasAnnotation(Text.class)) {
            int maxBytes = annotations.intValue(Text.class, "maxBytes").orElse(Integer.MAX_VALUE);
            boolean allowNul = annotations.booleanValue(Text.class, "allowNul").orElse(false);
            checks.add(new TextCheck(maxBytes, allowNul));
        }
        return List.copyOf(checks);
    }

    private static void object(JsonNode node, Pointer at, Violations violations) {
        if (!node.isObject()) {
            violations.add(at, "type", "must be an object");
        }
    }
}
