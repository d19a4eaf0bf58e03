package dev.waymark.checkpoint;

import dev.waymark.body.OmitNull;
import dev.waymark.piece.PackToStore;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `take_checkpoint()` takes beside layout and packs.
///
/// @param newAgentId the agent's id in case its name is new
/// @param newThreadId the thread's id in case its name is new
/// @param digest SHA-256 of the checkpoint as it was asked for, kept by the audit trail
/// @param mustBeNew whether the thread has to be made, or made anew
/// @param packs every pack that the state needs
/// @param newPacks those of them that come along
@Introspected
@OmitNull
public record CheckpointToStore(
        Instant at,
        UUID newAgentId,
        UUID newThreadId,
        String digest,
        boolean mustBeNew,
        UUID id,
        String namespace,
        @Nullable UUID parentCheckpointId,
        @Nullable UUID baseCheckpointId,
        CheckpointType checkpointType,
        @Nullable String triggerReason,
        @Nullable JsonNode metadata,
        boolean pinned,
        RetentionPolicy retentionPolicy,
        @Nullable Instant expiresAt,
        @Nullable UUID stateId,
        String stateDigest,
        long sizeBytes,
        int storedBytes,
        List<UUID> packs,
        List<PackToStore> newPacks,
        @Nullable List<WriteToStore> writes) {}
