package dev.waymark.capability;

import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/// A version of a capability as it is answered.
///
/// @param agent the agent's name
/// @param version the capability's own
/// @param revision counts the changes of this row: what `ETag` answers and `If-Match` names
@Introspected
public record Capability(
        UUID id,
        String agent,
        UUID agentId,
        String name,
        String version,
        boolean enabled,
        RawJson definition,
        long revision,
        Instant createdAt,
        Instant updatedAt) {

    public static Capability of(CapabilityRow row) {
        return new Capability(
                row.id(),
                row.agent(),
                row.agentId(),
                row.name(),
                row.version(),
                row.enabled(),
                new RawJson(row.definition().getBytes(StandardCharsets.UTF_8)),
                row.revision(),
                row.createdAt(),
                row.updatedAt());
    }

    /// The revision as `ETag` spells it.
    public String entityTag() {
        return "\"" + revision + "\"";
    }
}
