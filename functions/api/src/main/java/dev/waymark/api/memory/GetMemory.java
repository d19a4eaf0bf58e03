package dev.waymark.api.memory;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.memory.Memory;
import dev.waymark.memory.MemoryCipher;
import dev.waymark.memory.MemoryIds;
import dev.waymark.memory.MemoryRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import java.util.List;
import java.util.UUID;

/// Reads a memory with its embedding, and counts that it was looked at.
@Controller("/v1/memories")
final class GetMemory {
    private final MemoryRepository memories;
    private final MemoryCipher cipher;

    GetMemory(MemoryRepository memories, MemoryCipher cipher) {
        this.memories = memories;
        this.cipher = cipher;
    }

    /// Reads a memory, superseded or not; 404 once it has expired. This access is counted, and
    /// shown.
    @Get("/{id}")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Memory get(@PathVariable UUID id) {
        return memories.recall(MemoryIds.of(List.of(id))).stream()
                .findFirst()
                .map(cipher::opened)
                .map(row -> Memory.of(row, row.embeddingDimensions() == null ? null : memories.embedding(id)))
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such memory"));
    }
}
