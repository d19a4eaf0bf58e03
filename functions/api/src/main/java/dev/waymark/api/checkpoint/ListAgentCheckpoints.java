package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.Checkpoint;
import dev.waymark.checkpoint.CheckpointRepository;
import dev.waymark.checkpoint.CheckpointRow;
import dev.waymark.metadata.MetadataFilter;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists the checkpoints of all threads of an agent.
@Controller("/v1/agents")
final class ListAgentCheckpoints {
    private static final UUID LAST = new UUID(-1, -1);

    private final CheckpointRepository checkpoints;
    private final CheckpointExpansion expansion;

    ListAgentCheckpoints(CheckpointRepository checkpoints, CheckpointExpansion expansion) {
        this.checkpoints = checkpoints;
        this.expansion = expansion;
    }

    /// Lists the checkpoints of all threads of an agent, the greatest id first: the newest, where ids grow
    /// with time.
    @Get("/{name}/checkpoints")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Checkpoint> list(
            @PathVariable String name,
            @QueryValue @Nullable String namespace,
            @QueryValue @Nullable UUID before,
            @QueryValue MetadataFilter metadata,
            @QueryValue @Nullable Set<String> expand,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        UUID start = cursor == null
                ? (before == null ? LAST : before)
                : Cursor.moment(cursor).id();
        boolean whole = CheckpointExpansion.isWhole(expand);
        String alternatives = metadata.json();
        List<CheckpointRow> page = alternatives == null
                ? checkpoints.pageOfAgent(name, namespace, start, whole, rows + 1, Paging.BUDGET_BYTES)
                : checkpoints.searchOfAgent(name, namespace, alternatives, start, whole, rows + 1, Paging.BUDGET_BYTES);
        return expansion.page(page, rows, row -> new Cursor.Moment(Instant.EPOCH, row.id()).text(), expand);
    }
}
