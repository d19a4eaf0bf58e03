package dev.waymark.memory;

import dev.waymark.body.BodyWriter;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What `record_memories()` takes.
///
/// @param newAgentId the agent's id in case its name is new
/// @param digest SHA-256 of the memories as they are stored, kept by the audit trail
@Introspected
public record MemoriesToStore(Instant at, UUID newAgentId, String digest, List<MemoryToStore> memories) {

    public static MemoriesToStore of(List<MemoryToStore> memories, UUID newAgentId, BodyWriter writer, Instant at) {
        return new MemoriesToStore(
                at, newAgentId, Digest.of(writer.write(memories)).hex(), List.copyOf(memories));
    }
}
