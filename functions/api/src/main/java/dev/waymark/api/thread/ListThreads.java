package dev.waymark.api.thread;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.metadata.MetadataFilter;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.thread.AgentThread;
import dev.waymark.thread.ThreadRepository;
import dev.waymark.thread.ThreadRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists the threads of an agent, the last changed first, by what their metadata has.
@Controller("/v1/agents")
final class ListThreads {
    private final ThreadRepository threads;

    ListThreads(ThreadRepository threads) {
        this.threads = threads;
    }

    /// Lists the threads of an agent, the last changed first, by metadata: `metadata.a.b=v`, each once or more.
    @Get("/{name}/threads")
    @Access(value = Scope.READ, agentKeys = true)
    Page<AgentThread> list(
            @PathVariable String name,
            @QueryValue MetadataFilter metadata,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        String alternatives = metadata.json();
        List<ThreadRow> found = alternatives == null
                ? threads.page(name, before.at(), before.id(), rows + 1, Paging.BUDGET_BYTES)
                : threads.search(name, alternatives, before.at(), before.id(), rows + 1, Paging.BUDGET_BYTES);
        return Paging.page(
                found,
                rows,
                ThreadRow::sizeBytes,
                row -> new Cursor.Moment(row.updatedAt(), row.id()).text(),
                AgentThread::of);
    }
}
