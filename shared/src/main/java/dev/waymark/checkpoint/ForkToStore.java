package dev.waymark.checkpoint;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `fork_checkpoint()` takes.
///
/// @param digest SHA-256 of the fork as it was asked for, kept by the audit trail
/// @param mustBeNew whether a deleted thread of this name is made anew
@Introspected
@OmitNull
public record ForkToStore(
        Instant at,
        UUID id,
        UUID newThreadId,
        String digest,
        boolean mustBeNew,
        String thread,
        @Nullable JsonNode metadata,
        @Nullable CheckpointType checkpointType,
        @Nullable String triggerReason,
        boolean pinned,
        RetentionPolicy retentionPolicy,
        @Nullable Instant expiresAt) {

    public static ForkToStore of(NewFork fork, boolean mustBeNew, Ids ids, BodyWriter writer, Instant at) {
        return new ForkToStore(
                at,
                ids.orNext(fork.id()),
                ids.next(),
                Digest.of(writer.write(fork)).hex(),
                mustBeNew,
                fork.thread(),
                fork.metadata(),
                fork.checkpointType(),
                fork.triggerReason(),
                Boolean.TRUE.equals(fork.pinned()),
                fork.retentionPolicy() == null ? RetentionPolicy.PERMANENT : fork.retentionPolicy(),
                fork.expiresAt());
    }
}
