package dev.waymark.checkpoint;

import dev.waymark.body.OmitNull;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A checkpoint as it is answered.
///
/// @param agent the agent's name
/// @param number its place in the thread, in the order of recording
/// @param stateId the version of the agent's state that it holds, where it was taken of that
/// @param stateDigest equal for equal states; 64 hex digits
/// @param sizeBytes of the state's canonical JSON
/// @param storedBytes what it added to the store, without rows and indexes
/// @param restorationTimeMs how long the newest restoration took
/// @param forkedFrom the checkpoint of another thread that it was copied from
/// @param state only where it is read
/// @param writes pending writes, in the order of tasks and indexes; only where they are read
@Introspected
public record Checkpoint(
        UUID id,
        String agent,
        UUID agentId,
        String thread,
        long number,
        String namespace,
        @Nullable UUID parentCheckpointId,
        String checkpointType,
        @Nullable String triggerReason,
        RawJson metadata,
        @Nullable UUID stateId,
        String stateDigest,
        long sizeBytes,
        long storedBytes,
        int restorationCount,
        @Nullable Instant lastRestoredAt,
        @Nullable Long restorationTimeMs,
        @Nullable UUID forkedFrom,
        boolean pinned,
        String retentionPolicy,
        @Nullable Instant expiresAt,
        Instant createdAt,
        @OmitNull @Nullable RawJson state,
        @OmitNull @Nullable RawJson writes) {

    /// A checkpoint that is stored.
    public static Checkpoint of(CheckpointRow row) {
        return new Checkpoint(
                row.id(),
                row.agent(),
                row.agentId(),
                row.thread(),
                row.number(),
                row.namespace(),
                row.parentCheckpointId(),
                row.checkpointType(),
                row.triggerReason(),
                new RawJson(row.metadata().getBytes(StandardCharsets.UTF_8)),
                row.stateId(),
                row.stateDigest(),
                row.sizeBytes(),
                row.storedBytes(),
                row.restorationCount(),
                row.lastRestoredAt(),
                row.restorationTimeMs(),
                row.forkedFrom(),
                row.pinned(),
                row.retentionPolicy(),
                row.expiresAt(),
                row.createdAt(),
                null,
                null);
    }

    /// The same with what else was read of it.
    public Checkpoint with(@Nullable RawJson state, @Nullable RawJson writes) {
        return new Checkpoint(
                id,
                agent,
                agentId,
                thread,
                number,
                namespace,
                parentCheckpointId,
                checkpointType,
                triggerReason,
                metadata,
                stateId,
                stateDigest,
                sizeBytes,
                storedBytes,
                restorationCount,
                lastRestoredAt,
                restorationTimeMs,
                forkedFrom,
                pinned,
                retentionPolicy,
                expiresAt,
                createdAt,
                state,
                writes);
    }
}
