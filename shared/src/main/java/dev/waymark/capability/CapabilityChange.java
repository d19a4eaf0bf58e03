package dev.waymark.capability;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a PUT of a version of a capability says; what it does not name stays, or gets its default when it is new.
///
/// @param enabled true for a new one
/// @param definition an object; empty for a new one. At most 256 KiB
@Introspected
public record CapabilityChange(
        @Nullable Boolean enabled,

        @Nullable @JsonObject @Document @Text(maxBytes = 262_144)
        JsonNode definition) {}
