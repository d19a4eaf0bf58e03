package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.state.AgentState;
import dev.waymark.state.StateBodies;
import dev.waymark.state.StateRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a state as it is, as it was at an instant, or in a version.
@Controller("/v1/agents")
final class GetState {
    private final StateRepository states;

    GetState(StateRepository states) {
        this.states = states;
    }

    /// Reads a state: now, `at` an instant, or in a `version`; of it, only the `partitions` named.
    @Get("/{name}/threads/{thread}/state")
    @Access(value = Scope.READ, agentKeys = true)
    AgentState get(
            @PathVariable String name,
            @PathVariable String thread,
            @QueryValue @Nullable Long version,
            @QueryValue @Nullable Instant at,
            @QueryValue @Nullable Set<String> partitions) {
        if (version != null && at != null) {
            throw ProblemException.invalid(FieldError.of("at", "conflict", "say a version or an instant, not both"));
        }
        List<String> asked = PartitionNames.of("partitions", partitions);
        var row = states.read(name, thread, version, at, asked);
        return AgentState.of(row, StateBodies.of(row, asked, null));
    }
}
