package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.state.AgentState;
import dev.waymark.state.NewState;
import dev.waymark.state.Partitions;
import dev.waymark.state.StateRepository;
import dev.waymark.state.StateRow;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the next version of a state: the partitions named are replaced, the others stay. Of two writers that have seen
/// the same version, one is answered 412 and nothing of it is kept.
@Controller("/v1/agents")
final class PutState {
    private final StateRepository states;
    private final StateWriter writer;

    PutState(StateRepository states, StateWriter writer) {
        this.states = states;
        this.writer = writer;
    }

    /// Begins a state with `If-None-Match: *`, or replaces partitions of it with `If-Match`.
    @Put("/{name}/threads/{thread}/state")
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<AgentState> put(
            @PathVariable String name,
            @PathVariable String thread,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body NewState state) {
        if (expected == null && mustBeNew == null) {
            throw ProblemException.of(
                    ProblemType.VERSION_REQUIRED,
                    "send If-Match with the version that ETag answered, or If-None-Match: * to begin a state");
        }
        if (expected != null && mustBeNew != null) {
            throw ProblemException.invalid(FieldError.of("If-None-Match", "conflict", "cannot stand beside If-Match"));
        }
        Partitions partitions = state.partitions();
        AgentState made = writer.write(
                name,
                thread,
                expected,
                partitions,
                partitions.isReset() ? "reset" : "update",
                state.trigger(),
                () -> expected == null ? null : before(name, thread, partitions));
        return expected == null ? HttpResponse.created(made) : HttpResponse.ok(made);
    }

    /// The version before, for what a large partition has in common with it: one round trip, which storing the whole
    /// of it again would cost more than.
    private StateRow before(String name, String thread, Partitions partitions) {
        return states.read(
                name, thread, null, null, List.copyOf(partitions.given().keySet()));
    }
}
