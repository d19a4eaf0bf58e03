package dev.waymark.state;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A transition as the database shows it, with the partitions that differ; see `state_transition_page()`.
///
/// @param localBefore as `body_of()` answers it; null when it did not change, or there was none; the other partitions
/// likewise
@MappedEntity("state_transitions")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record TransitionRow(
        @Id UUID id,
        @Nullable UUID fromStateId,
        UUID toStateId,
        @Nullable Long fromVersion,
        long toVersion,
        String transitionType,
        @Nullable String trigger,
        UUID changedBy,
        Instant createdAt,
        boolean rollbackAvailable,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] localBefore,
        @io.micronaut.core.annotation.Nullable byte[] localAfter,
        @io.micronaut.core.annotation.Nullable byte[] sharedBefore,
        @io.micronaut.core.annotation.Nullable byte[] sharedAfter,
        @io.micronaut.core.annotation.Nullable byte[] sessionBefore,
        @io.micronaut.core.annotation.Nullable byte[] sessionAfter,
        @io.micronaut.core.annotation.Nullable byte[] persistentBefore,
        @io.micronaut.core.annotation.Nullable byte[] persistentAfter,
        long sizeBytes) {

    StatePair partitions() {
        var pair = new StatePair();
        pair.add(Partition.LOCAL_STATE, localBefore, localAfter);
        pair.add(Partition.SHARED_STATE, sharedBefore, sharedAfter);
        pair.add(Partition.SESSION_STATE, sessionBefore, sessionAfter);
        pair.add(Partition.PERSISTENT_STATE, persistentBefore, persistentAfter);
        return pair;
    }
}
