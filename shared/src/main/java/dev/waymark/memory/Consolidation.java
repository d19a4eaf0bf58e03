package dev.waymark.memory;

import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Memories that became one, as it is answered.
///
/// @param tokensSaved the tokens of the sources' contents less those of the new one's; negative
///     where it is longer
/// @param memory the new one
@Introspected
public record Consolidation(
        UUID id,
        UUID agentId,
        List<UUID> sourceMemories,
        UUID consolidatedMemoryId,
        ConsolidationType consolidationType,
        long tokensSaved,
        Memory memory,
        Instant createdAt) {

    /// What `consolidate_memories()` answers: what it assigned, and what followed from the sources.
    @Introspected
    public record Answered(
            UUID id,
            UUID memoryId,
            long tokensSaved,
            UUID agentId,
            @Nullable String userId,
            BigDecimal importance,
            Instant createdAt) {}
}
