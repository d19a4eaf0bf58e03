package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.state.AgentState;
import dev.waymark.state.StateBodies;
import dev.waymark.state.StateRepository;
import dev.waymark.state.StateRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists the versions of a state, the newest first.
@Controller("/v1/agents")
final class ListStateVersions {
    private final StateRepository states;

    ListStateVersions(StateRepository states) {
        this.states = states;
    }

    /// Lists the versions of a state, the newest first; with `expand=local_state,…` these partitions of each.
    @Get("/{name}/threads/{thread}/state/versions")
    @Access(value = Scope.READ, agentKeys = true)
    Page<AgentState> list(
            @PathVariable String name,
            @PathVariable String thread,
            @QueryValue @Nullable Set<String> expand,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        List<String> partitions = expand == null ? List.of() : PartitionNames.of("expand", expand);
        return Paging.page(
                states.page(name, thread, Before.version(cursor), rows + 1, Paging.BUDGET_BYTES, partitions),
                rows,
                StateRow::weight,
                row -> new Cursor.Place(row.version(), 0).text(),
                row -> AgentState.of(row, StateBodies.of(row, partitions, null)));
    }
}
