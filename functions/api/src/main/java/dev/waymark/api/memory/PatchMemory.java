package dev.waymark.api.memory;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.memory.Memory;
import dev.waymark.memory.MemoryChange;
import dev.waymark.memory.MemoryChangeToStore;
import dev.waymark.memory.MemoryRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Changes a memory; what is not named stays. No access.
@Controller("/v1/memories")
final class PatchMemory {
    private final MemoryRepository memories;
    private final BodyWriter writer;
    private final Clock clock;

    PatchMemory(MemoryRepository memories, BodyWriter writer, Clock clock) {
        this.memories = memories;
        this.writer = writer;
        this.clock = clock;
    }

    /// Changes a memory; 404 where it expires by this very change.
    @Patch("/{id}")
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    Memory patch(@PathVariable UUID id, @Header("If-Match") ExpectedVersion expected, @Body MemoryChange change) {
        float[] embedding = MemoryRules.check(change);
        var body = MemoryChangeToStore.of(
                change, embedding, writer, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return memories.change(id, expected.number(), new String(writer.write(body), StandardCharsets.UTF_8))
                .map(Memory::of)
                .orElseThrow(
                        () -> ProblemException.of(ProblemType.NOT_FOUND, "this memory has expired by this change"));
    }
}
