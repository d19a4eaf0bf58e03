package dev.waymark.api.memory;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.memory.Memory;
import dev.waymark.memory.MemoryCipher;
import dev.waymark.memory.MemoryRepository;
import dev.waymark.memory.MemoryRow;
import dev.waymark.memory.MemoryType;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists the memories of an agent, the newest first. Listing is no access.
@Controller("/v1/agents")
final class ListMemories {
    private final MemoryRepository memories;
    private final MemoryCipher cipher;

    ListMemories(MemoryRepository memories, MemoryCipher cipher) {
        this.memories = memories;
        this.cipher = cipher;
    }

    /// Lists an agent's memories by type and end user, without those that have been consolidated
    /// into others unless
    /// asked for; does not count as an access.
    @Get("/{name}/memories")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Page<Memory> list(
            @PathVariable String name,
            @QueryValue @Nullable MemoryType type,
            @QueryValue @Nullable String user,
            @QueryValue("include_superseded") @Nullable Boolean includeSuperseded,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        return Paging.page(
                memories.page(
                        name,
                        type == null ? null : type.text(),
                        user,
                        includeSuperseded != null && includeSuperseded,
                        before.at(),
                        before.id(),
                        rows + 1,
                        Paging.BUDGET_BYTES),
                rows,
                MemoryRow::sizeBytes,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                row -> Memory.of(cipher.opened(row)));
    }
}
