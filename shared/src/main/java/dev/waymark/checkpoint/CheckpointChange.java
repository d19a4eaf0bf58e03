package dev.waymark.checkpoint;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a PATCH of a checkpoint says: how long it stays. What it does not name stays as it is.
///
/// @param pinned whether no pruning takes it
/// @param retentionPolicy a temporary one has to expire; a permanent one no longer does
@Introspected
public record CheckpointChange(
        @Nullable Boolean pinned,
        @Nullable RetentionPolicy retentionPolicy,
        @Nullable Instant expiresAt) {

    /// What `change_checkpoint()` takes.
    ///
    /// @param digest SHA-256 of the change as it was asked for, kept by the audit trail
    @Introspected
    @OmitNull
    public record ToStore(
            Instant at,
            String digest,
            @Nullable Boolean pinned,
            @Nullable RetentionPolicy retentionPolicy,
            @Nullable Instant expiresAt) {}

    public ToStore toStore(BodyWriter writer, Instant at) {
        return new ToStore(at, Digest.of(writer.write(this)).hex(), pinned, retentionPolicy, expiresAt);
    }
}
