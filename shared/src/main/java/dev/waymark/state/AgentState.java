package dev.waymark.state;

import dev.waymark.body.OmitNull;
import dev.waymark.body.Versioned;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A version of a state as it is answered.
///
/// @param stateHash 64 hex digits: SHA-256 of the canonical object that has the hex digest of each partition's
/// canonical
///     JSON under its name
/// @param modificationCount how often the agent itself changed the state before
/// @param transitionId what led to this version
/// @param validUntil null while it holds
@Introspected
public record AgentState(
        UUID id,
        UUID agentId,
        String agent,
        String thread,
        long version,
        String stateHash,
        @OmitNull @Nullable RawJson localState,
        @OmitNull @Nullable RawJson sharedState,
        @OmitNull @Nullable RawJson sessionState,
        @OmitNull @Nullable RawJson persistentState,
        long modificationCount,
        UUID transitionId,
        Instant validFrom,
        @Nullable Instant validUntil,
        boolean isCurrent,
        Instant createdAt)
        implements Versioned {

    public static AgentState of(StateRow row, StateBodies bodies) {
        Map<Partition, RawJson> body = bodies.byPartition();
        return new AgentState(
                row.id(),
                row.agentId(),
                row.agent(),
                row.thread(),
                row.version(),
                row.stateHash(),
                body.get(Partition.LOCAL_STATE),
                body.get(Partition.SHARED_STATE),
                body.get(Partition.SESSION_STATE),
                body.get(Partition.PERSISTENT_STATE),
                row.modificationCount(),
                row.transitionId(),
                row.validFrom(),
                row.validUntil(),
                row.validUntil() == null,
                row.createdAt());
    }
}
