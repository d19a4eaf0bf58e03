package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.CheckpointDifference;
import dev.waymark.checkpoint.CheckpointState;
import dev.waymark.checkpoint.CheckpointStates;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells what changed from checkpoint `a` to checkpoint `b`, which may belong to different threads. Large
/// members that are equal in both are told by their pieces' names, and cost nothing more.
@Controller("/v1/checkpoints")
final class CompareCheckpoints {
    private final CheckpointStates states;

    CompareCheckpoints(CheckpointStates states) {
        this.states = states;
    }

    /// Tells what changed from checkpoint `a` to checkpoint `b`, as a JSON Patch and by the names of top-level
    /// members; `keys` looks at these alone.
    @Get("/{a}/diff/{b}")
    @Access(value = Scope.READ, agentKeys = true)
    CheckpointDifference compare(@PathVariable UUID a, @PathVariable UUID b, @QueryValue @Nullable Set<String> keys) {
        return CheckpointDifference.between(a, state(a, keys), b, state(b, keys), keys);
    }

    private CheckpointState state(UUID id, @Nullable Set<String> keys) {
        return (keys == null ? states.find(id) : states.find(id, keys))
                .orElseThrow(
                        () -> ProblemException.of(ProblemType.NOT_FOUND, "one of the two checkpoints is not there"));
    }
}
