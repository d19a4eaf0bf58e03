package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.Checkpoint;
import dev.waymark.checkpoint.CheckpointState;
import dev.waymark.checkpoint.CheckpointStates;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the newest checkpoint of a thread, with its state and its pending writes.
@Controller("/v1/agents")
final class GetLatestCheckpoint {
    private final CheckpointStates states;

    GetLatestCheckpoint(CheckpointStates states) {
        this.states = states;
    }

    /// Reads the newest checkpoint of a namespace, the empty one by default; `keys` as for any checkpoint.
    @Get("/{name}/threads/{thread}/checkpoints/latest")
    @Access(value = Scope.READ, agentKeys = true)
    Checkpoint latest(
            @PathVariable String name,
            @PathVariable String thread,
            @QueryValue @Nullable String namespace,
            @QueryValue @Nullable Set<String> keys) {
        String line = namespace == null ? "" : namespace;
        Optional<CheckpointState> found =
                keys == null ? states.latest(name, thread, line) : states.latest(name, thread, line, keys);
        return GetCheckpoint.whole(
                found.orElseThrow(
                        () -> ProblemException.of(ProblemType.NOT_FOUND, "there is no checkpoint in this namespace")),
                keys);
    }
}
