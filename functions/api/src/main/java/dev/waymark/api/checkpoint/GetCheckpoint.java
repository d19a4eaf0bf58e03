package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.Checkpoint;
import dev.waymark.checkpoint.CheckpointState;
import dev.waymark.checkpoint.CheckpointStates;
import dev.waymark.piece.StateText;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads a checkpoint with its state and its pending writes: one statement, however old it is.
@Controller("/v1/checkpoints")
final class GetCheckpoint {
    private final CheckpointStates states;

    GetCheckpoint(CheckpointStates states) {
        this.states = states;
    }

    /// Reads a checkpoint with its state and its pending writes; `keys` reads only these top-level members,
    /// and touches only what holds them.
    @Get("/{id}")
    @Access(value = Scope.READ, agentKeys = true)
    Checkpoint get(@PathVariable UUID id, @QueryValue @Nullable Set<String> keys) {
        Optional<CheckpointState> found = keys == null ? states.find(id) : states.find(id, keys);
        return whole(
                found.orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such checkpoint")),
                keys);
    }

    /// The checkpoint with its state, or with these members of it, and its writes.
    static Checkpoint whole(CheckpointState found, @Nullable Set<String> keys) {
        var text = new StateText(found.layout(), found.shelf());
        Checkpoint checkpoint = found.checkpoint();
        if (checkpoint == null) {
            throw new IllegalStateException("a base is no checkpoint to be answered");
        }
        return checkpoint.with(keys == null ? text.whole() : text.members(keys), found.writes());
    }
}
