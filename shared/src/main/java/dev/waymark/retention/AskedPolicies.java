package dev.waymark.retention;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.util.List;

/// The policies of a request, as they were sent: [PoliciesToStore] reads them, so that all that is
/// wrong is told at once.
///
/// @param items each a [RetentionPolicy]
@Introspected
public record AskedPolicies(List<JsonNode> items) {
    public AskedPolicies {
        items = List.copyOf(items);
    }
}
