package dev.waymark.state;

import dev.waymark.change.Patches;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What led from one version of a state to the next, as it is answered.
///
/// @param fromStateId null for the first
/// @param transitionType `update`, `merge`, `reset` or `restore`
/// @param changes JSON Patch (RFC 6902) over the object of partitions; the first one's is over `{}`
/// @param rollbackAvailable false for the first, and once it has been rolled back
/// @param changedBy the id of the agent that changed it: another one's where that changed `shared_state`
@Introspected
public record StateTransition(
        UUID id,
        @Nullable UUID fromStateId,
        UUID toStateId,
        @Nullable Long fromVersion,
        long toVersion,
        String transitionType,
        @Nullable String trigger,
        JsonNode changes,
        boolean rollbackAvailable,
        UUID changedBy,
        Instant createdAt) {

    public static StateTransition of(TransitionRow row, Patches patches) {
        return new StateTransition(
                row.id(),
                row.fromStateId(),
                row.toStateId(),
                row.fromVersion(),
                row.toVersion(),
                row.transitionType(),
                row.trigger(),
                row.partitions().changes(patches),
                row.rollbackAvailable(),
                row.changedBy(),
                row.createdAt());
    }
}
