package dev.waymark.memory;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A memory as the database shows it.
///
/// @param content canonical JSON as UTF-8 bytes, or encrypted until [MemoryCipher] has opened it
/// @param relatedMemories JSON text; so metadata
/// @param sizeBytes about what the memory weighs in an answer, without its embedding
@MappedEntity("memory_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record MemoryRow(
        @Id UUID id,
        UUID agentId,
        String agent,
        @Nullable String userId,
        String memoryType,
        byte[] content,
        BigDecimal importance,
        double decayRate,
        long accessCount,
        @Nullable Instant lastAccessedAt,
        String relatedMemories,
        @Nullable UUID sourceMessageId,
        @Nullable Instant expiresAt,
        @Nullable UUID supersededBy,
        String metadata,
        @Nullable String embeddingModel,
        @Nullable Integer embeddingDimensions,
        long version,
        Instant createdAt,
        Instant updatedAt,
        long sizeBytes) {

    /// The same memory with what it says in place of what is stored of that.
    MemoryRow saying(byte[] said) {
        return new MemoryRow(
                id,
                agentId,
                agent,
                userId,
                memoryType,
                said,
                importance,
                decayRate,
                accessCount,
                lastAccessedAt,
                relatedMemories,
                sourceMessageId,
                expiresAt,
                supersededBy,
                metadata,
                embeddingModel,
                embeddingDimensions,
                version,
                createdAt,
                updatedAt,
                sizeBytes);
    }
}
