package dev.waymark.state;

import dev.waymark.document.StoredBody;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A version of a state as the database shows it; see `state_of()`.
///
/// @param localDigest 64 hex digits, as the other digests
/// @param localState as `body_of()` answers it, see [StoredBody]; null when it was not asked for, or is lost; the other
/// partitions likewise
/// @param validUntil null while it holds
/// @param schemas set when nothing was written: JSON, partition → schema as text, to be checked first
@MappedEntity("agent_states")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record StateRow(
        @Id UUID id,
        UUID agentId,
        String agent,
        String thread,
        long version,
        String stateHash,
        String localDigest,
        String sharedDigest,
        String sessionDigest,
        String persistentDigest,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] localState,
        @io.micronaut.core.annotation.Nullable byte[] sharedState,
        @io.micronaut.core.annotation.Nullable byte[] sessionState,
        @io.micronaut.core.annotation.Nullable byte[] persistentState,
        long modificationCount,
        Instant validFrom,
        @Nullable Instant validUntil,
        Instant createdAt,
        UUID transitionId,
        @Nullable String schemas) {

    /// About what it weighs in an answer, in bytes: no less than `state_version_page()` reckons.
    public long weight() {
        long bytes = 1_000L + utf8(agent) + utf8(thread);
        for (Partition partition : Partition.values()) {
            byte[] body = bodyOf(partition);
            bytes += body == null ? 0 : StoredBody.sizeBytes(body);
        }
        return bytes;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    String digestOf(Partition partition) {
        return switch (partition) {
            case LOCAL_STATE -> localDigest;
            case SHARED_STATE -> sharedDigest;
            case SESSION_STATE -> sessionDigest;
            case PERSISTENT_STATE -> persistentDigest;
        };
    }

    @io.micronaut.core.annotation.Nullable
    byte[] bodyOf(Partition partition) {
        return switch (partition) {
            case LOCAL_STATE -> localState;
            case SHARED_STATE -> sharedState;
            case SESSION_STATE -> sessionState;
            case PERSISTENT_STATE -> persistentState;
        };
    }
}
