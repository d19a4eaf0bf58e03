package dev.waymark.capability;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What `put_capability()` takes.
///
/// @param digest SHA-256 of the change as it was asked for, kept by the audit trail
@Introspected
@OmitNull
public record CapabilityToStore(
        Instant at,
        String digest,
        @Nullable Boolean enabled,
        @Nullable JsonNode definition) {

    public static CapabilityToStore of(CapabilityChange change, BodyWriter writer, Instant at) {
        return new CapabilityToStore(at, Digest.of(writer.write(change)).hex(), change.enabled(), change.definition());
    }
}
