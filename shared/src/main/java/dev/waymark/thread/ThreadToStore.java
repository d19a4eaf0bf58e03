package dev.waymark.thread;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `put_thread()` takes.
///
/// @param newAgentId the agent's id in case its name is new
/// @param digest SHA-256 of the change as it was asked for, kept by the audit trail
@Introspected
@OmitNull
public record ThreadToStore(
        Instant at,
        UUID newAgentId,
        String digest,
        @Nullable JsonNode metadata) {

    public static ThreadToStore of(ThreadChange change, UUID newAgentId, BodyWriter writer, Instant at) {
        return new ThreadToStore(at, newAgentId, Digest.of(writer.write(change)).hex(), change.metadata());
    }
}
