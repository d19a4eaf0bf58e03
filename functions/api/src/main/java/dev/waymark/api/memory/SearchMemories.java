package dev.waymark.api.memory;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.memory.FoundMemory;
import dev.waymark.memory.Memory;
import dev.waymark.memory.MemoryCipher;
import dev.waymark.memory.MemoryIds;
import dev.waymark.memory.MemoryRepository;
import dev.waymark.memory.MemoryRow;
import dev.waymark.memory.MemorySearch;
import dev.waymark.memory.MemorySearcher;
import dev.waymark.memory.SearchToRun;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Finds memories by what they mean, what they say, how much they matter and how fresh they are.
@Controller("/v1/agents")
final class SearchMemories {
    private final MemoryRepository memories;
    private final MemorySearcher searcher;
    private final MemoryCipher cipher;

    SearchMemories(MemoryRepository memories, MemorySearcher searcher, MemoryCipher cipher) {
        this.memories = memories;
        this.cipher = cipher;
        this.searcher = searcher;
    }

    private record Read(FoundMemory.Ranked ranked, MemoryRow row) {}

    /// The best first, each part of the rank shown; what is answered counts as accessed. Fewer
    /// than asked for where they would outgrow an answer.
    @Post("/{name}/memories/search")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Page<FoundMemory> search(@PathVariable String name, @Body MemorySearch asked) {
        SearchToRun toRun = SearchToRun.of(asked);
        float[] embedding = MemoryRules.check(asked, toRun);
        List<FoundMemory.Ranked> ranked = searcher.search(name, toRun, embedding);
        if (ranked.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        Map<UUID, MemoryRow> rows =
                memories
                        .recall(MemoryIds.of(
                                ranked.stream().map(FoundMemory.Ranked::id).toList()))
                        .stream()
                        .collect(Collectors.toMap(MemoryRow::id, Function.identity()));
        // one that was deleted since has no row
        var read = new ArrayList<Read>(ranked.size());
        for (FoundMemory.Ranked one : ranked) {
            MemoryRow row = rows.get(one.id());
            if (row != null) {
                read.add(new Read(one, row));
            }
        }
        return new Page<>(
                Paging.kept(read, read.size(), one -> one.row().sizeBytes()).stream()
                        .map(one -> new FoundMemory(
                                Memory.of(cipher.opened(one.row())),
                                one.ranked().score(),
                                one.ranked().parts()))
                        .toList(),
                null);
    }
}
