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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists the checkpoints of a thread, the newest first.
@Controller("/v1/agents")
final class ListCheckpoints {
    private final CheckpointRepository checkpoints;
    private final CheckpointExpansion expansion;

    ListCheckpoints(CheckpointRepository checkpoints, CheckpointExpansion expansion) {
        this.checkpoints = checkpoints;
        this.expansion = expansion;
    }

    /// Lists the checkpoints of a thread, the newest first; `before` names one that they are older than,
    /// `expand=state,writes` brings states and pending writes along.
    @Get("/{name}/threads/{thread}/checkpoints")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Checkpoint> list(
            @PathVariable String name,
            @PathVariable String thread,
            @QueryValue @Nullable String namespace,
            @QueryValue @Nullable UUID before,
            @QueryValue MetadataFilter metadata,
            @QueryValue @Nullable Set<String> expand,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        boolean whole = CheckpointExpansion.isWhole(expand);
        int rows = Paging.limit(limit);
        String olderThan = before == null ? null : before.toString();
        long start = Cursor.place(cursor, new Cursor.Place(Long.MAX_VALUE, 0)).first();
        String alternatives = metadata.json();
        List<CheckpointRow> page = alternatives == null
                ? checkpoints.page(name, thread, namespace, olderThan, start, whole, rows + 1, Paging.BUDGET_BYTES)
                : checkpoints.search(
                        name, thread, namespace, alternatives, olderThan, start, whole, rows + 1, Paging.BUDGET_BYTES);
        return expansion.page(page, rows, row -> new Cursor.Place(row.number(), 0).text(), expand);
    }
}
