package dev.waymark.memory;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;

/// What is told of a recorded memory where all of them together are larger than an answer.
@Introspected
public record MemoryReceipt(UUID id, long version, Instant createdAt) {
    public static MemoryReceipt of(Memory memory) {
        return new MemoryReceipt(memory.id(), memory.version(), memory.createdAt());
    }
}
