package dev.waymark.api.memory;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.memory.MemoryRepository;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Deletes a memory.
@Controller("/v1/memories")
final class DeleteMemory {
    private final MemoryRepository memories;
    private final Clock clock;

    DeleteMemory(MemoryRepository memories, Clock clock) {
        this.memories = memories;
        this.clock = clock;
    }

    /// Deletes a memory; what was consolidated into it counts again.
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    void delete(@PathVariable UUID id, @Header("If-Match") @Nullable ExpectedVersion expected) {
        memories.delete(id, ExpectedVersion.numberIn(expected), clock.instant());
    }
}
