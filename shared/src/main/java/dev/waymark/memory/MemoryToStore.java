package dev.waymark.memory;

import dev.waymark.body.OmitNull;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.id.Ids;
import dev.waymark.json.CanonicalJson;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One memory as the database takes it.
///
/// @param pointer where it stands in the request, for what the database finds wrong with it
/// @param content canonical JSON as text, or encrypted
/// @param dimensions how many numbers the embedding has
/// @param embedding as an array is written
@Introspected
@OmitNull
public record MemoryToStore(
        String pointer,
        UUID id,
        @Nullable String userId,
        MemoryType memoryType,
        String content,
        BigDecimal importance,
        double decayRate,
        List<UUID> relatedMemories,
        @Nullable UUID sourceMessageId,
        @Nullable Instant expiresAt,
        @Nullable JsonNode metadata,
        @Nullable Integer dimensions,
        @Nullable String embedding,
        @Nullable VectorCode code,
        @Nullable String embeddingModel) {

    /// What is stored of a memory as it is asked for.
    ///
    /// @param embedding of this memory, read
    /// @param fields how memories are written
    public static MemoryToStore of(
            String pointer, NewMemory memory, float @Nullable [] embedding, FieldWriter fields, Ids ids) {
        UUID id = ids.orNext(memory.id());
        return new MemoryToStore(
                pointer,
                id,
                memory.userId(),
                memory.memoryType(),
                fields.text(MemoryCipher.content(id), canonical(memory.content())),
                importance(memory.importance()),
                memory.decayRate() == null ? NewMemory.DEFAULT_DECAY_RATE : memory.decayRate(),
                memory.relatedMemories() == null ? List.of() : List.copyOf(memory.relatedMemories()),
                memory.sourceMessageId(),
                memory.expiresAt(),
                memory.metadata(),
                embedding == null ? null : embedding.length,
                embedding == null ? null : Embedding.arrayLiteral(embedding),
                embedding == null ? null : VectorCode.of(embedding),
                memory.embeddingModel());
    }

    static BigDecimal importance(@Nullable BigDecimal asked) {
        return asked == null ? NewMemory.DEFAULT_IMPORTANCE : asked.setScale(2, RoundingMode.HALF_EVEN);
    }

    static String canonical(JsonNode content) {
        return new String(CanonicalJson.write(content), StandardCharsets.UTF_8);
    }
}
