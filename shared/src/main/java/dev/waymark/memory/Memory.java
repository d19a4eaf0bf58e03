package dev.waymark.memory;

import dev.waymark.body.OmitNull;
import dev.waymark.body.Versioned;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A memory as it is answered.
///
/// @param agent the agent's name
/// @param accessCount how often it was read or found by a search; no part of the version, and
///     neither is the next
/// @param lastAccessedAt by the database's clock; null while nobody has looked at it
/// @param supersededBy the memory that it was consolidated into
/// @param embedding in single precision; only where one memory is read
@Introspected
public record Memory(
        UUID id,
        String agent,
        UUID agentId,
        @Nullable String userId,
        String memoryType,
        RawJson content,
        BigDecimal importance,
        double decayRate,
        long accessCount,
        @Nullable Instant lastAccessedAt,
        RawJson relatedMemories,
        @Nullable UUID sourceMessageId,
        @Nullable Instant expiresAt,
        @Nullable UUID supersededBy,
        RawJson metadata,
        @Nullable String embeddingModel,
        @Nullable Integer embeddingDimensions,
        @OmitNull @Nullable RawJson embedding,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {

    public static Memory of(MemoryRow row) {
        return of(row, null);
    }

    /// The memory with its embedding.
    ///
    /// @param embedding JSON text
    public static Memory of(MemoryRow row, @Nullable String embedding) {
        return new Memory(
                row.id(),
                row.agent(),
                row.agentId(),
                row.userId(),
                row.memoryType(),
                new RawJson(row.content()),
                row.importance(),
                row.decayRate(),
                row.accessCount(),
                row.lastAccessedAt(),
                raw(row.relatedMemories()),
                row.sourceMessageId(),
                row.expiresAt(),
                row.supersededBy(),
                raw(row.metadata()),
                row.embeddingModel(),
                row.embeddingDimensions(),
                embedding == null ? null : raw(embedding),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }

    /// A memory that was just made.
    ///
    /// @param said its content
    /// @param place in the request
    public static Memory of(String agent, MemoryToStore stored, JsonNode said, RecordedMemories recorded, int place) {
        return made(agent, stored, said, recorded, place, stored.importance());
    }

    /// A memory that was just made of others.
    ///
    /// @param said its content
    public static Memory of(String agent, MemoryToStore stored, JsonNode said, Consolidation.Answered done) {
        var recorded = new RecordedMemories(done.agentId(), done.userId(), done.createdAt(), List.of(done.memoryId()));
        return made(agent, stored, said, recorded, 0, done.importance());
    }

    private static Memory made(
            String agent,
            MemoryToStore stored,
            JsonNode said,
            RecordedMemories recorded,
            int place,
            BigDecimal importance) {
        return new Memory(
                recorded.ids().get(place),
                agent,
                recorded.agentId(),
                stored.userId() == null ? recorded.userId() : stored.userId(),
                stored.memoryType().text(),
                RawJson.of(said),
                importance,
                stored.decayRate(),
                0,
                null,
                raw(ids(stored)),
                stored.sourceMessageId(),
                stored.expiresAt(),
                null,
                stored.metadata() == null ? raw("{}") : RawJson.of(stored.metadata()),
                stored.embeddingModel(),
                stored.dimensions(),
                null,
                1,
                recorded.createdAt(),
                recorded.createdAt());
    }

    private static String ids(MemoryToStore stored) {
        var text = new StringBuilder("[");
        for (UUID id : stored.relatedMemories()) {
            text.append(text.length() == 1 ? "\"" : ",\"").append(id).append('"');
        }
        return text.append(']').toString();
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
