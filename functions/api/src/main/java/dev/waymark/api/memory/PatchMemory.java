package dev.waymark.api.memory;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.encryption.FieldCipher;
import dev.waymark.json.StrictJson;
import dev.waymark.memory.Memory;
import dev.waymark.memory.MemoryChange;
import dev.waymark.memory.MemoryChangeToStore;
import dev.waymark.memory.MemoryCipher;
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
import org.jspecify.annotations.Nullable;

/// Changes a memory; what is not named stays. No access.
@Controller("/v1/memories")
final class PatchMemory {
    private final MemoryRepository memories;
    private final MemoryCipher cipher;
    private final BodyWriter writer;
    private final Clock clock;

    PatchMemory(MemoryRepository memories, MemoryCipher cipher, BodyWriter writer, Clock clock) {
        this.memories = memories;
        this.cipher = cipher;
        this.writer = writer;
        this.clock = clock;
    }

    /// Changes a memory; 404 where it expires by this very change.
    @Patch("/{id}")
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    Memory patch(@PathVariable UUID id, @Header("If-Match") ExpectedVersion expected, @Body MemoryChange change) {
        Told told = whole(id, expected.number(), change);
        float[] embedding = MemoryRules.check(told.change());
        var body = MemoryChangeToStore.of(
                id,
                told.change(),
                embedding,
                cipher.writer(),
                writer,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return memories.change(id, told.expected(), new String(writer.write(body), StandardCharsets.UTF_8))
                .map(cipher::opened)
                .map(Memory::of)
                .orElseThrow(
                        () -> ProblemException.of(ProblemType.NOT_FOUND, "this memory has expired by this change"));
    }

    /// A change, and the version of the memory that it is one of.
    private record Told(MemoryChange change, @Nullable Long expected) {}

    /// The database cannot tell whether a content that is encrypted has what another type
    /// requires: it is sent along then.
    private Told whole(UUID id, @Nullable Long expected, MemoryChange change) {
        if (change.memoryType() == null || change.content() != null) {
            return new Told(change, expected);
        }
        return memories.find(id)
                .filter(row -> FieldCipher.isEncrypted(row.content()))
                .map(cipher::opened)
                .map(row -> new Told(
                        change.with(StrictJson.read(row.content())),
                        expected == null ? Long.valueOf(row.version()) : expected))
                .orElse(new Told(change, expected));
    }
}
