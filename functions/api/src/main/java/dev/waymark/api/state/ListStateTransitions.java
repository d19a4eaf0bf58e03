package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.change.Patches;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.state.StateTransition;
import dev.waymark.state.TransitionRepository;
import dev.waymark.state.TransitionRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists what led from version to version of a state, the newest first, each with its patch.
@Controller("/v1/agents")
final class ListStateTransitions {
    private final TransitionRepository transitions;

    ListStateTransitions(TransitionRepository transitions) {
        this.transitions = transitions;
    }

    /// Lists what led from version to version of a state, the newest first, each with its patch.
    @Get("/{name}/threads/{thread}/state/transitions")
    @Access(value = Scope.READ, agentKeys = true)
    Page<StateTransition> list(
            @PathVariable String name,
            @PathVariable String thread,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        var patches = new Patches();
        return Paging.page(
                transitions.page(name, thread, Before.version(cursor), rows + 1, Paging.BUDGET_BYTES),
                rows,
                TransitionRow::sizeBytes,
                row -> new Cursor.Place(row.toVersion(), 0).text(),
                row -> StateTransition.of(row, patches));
    }
}
