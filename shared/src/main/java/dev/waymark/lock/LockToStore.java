package dev.waymark.lock;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `acquire_lock()` takes.
///
/// @param digest SHA-256 of what was asked for, kept by the audit trail
/// @param newAgentId the agent's id in case its name is new
@Introspected
@OmitNull
public record LockToStore(
        UUID id,
        Instant at,
        String digest,
        UUID newAgentId,
        @Nullable String agent,
        long ttlMs) {

    public static LockToStore of(NewLock lock, Ids ids, BodyWriter writer, Instant at) {
        return new LockToStore(
                ids.orNext(lock.id()), at, Digest.of(writer.write(lock)).hex(), ids.next(), lock.agent(), lock.ttlMs());
    }
}
