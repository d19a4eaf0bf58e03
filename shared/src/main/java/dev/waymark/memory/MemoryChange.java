package dev.waymark.memory;

import dev.waymark.body.Change;
import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a PATCH of a memory says; what it does not name stays. A source, an expiry, an embedding
/// and its model go when they are null.
///
/// @param content the whole of it; an embedding that is not named stays, though it may not fit
///     any more
@Introspected
public record MemoryChange(
        @Nullable MemoryType memoryType,

        @Nullable @JsonObject @Document @Text(maxBytes = NewMemory.MAX_CONTENT_BYTES, allowNul = true)
        JsonNode content,

        @Nullable @DecimalMin("0") @DecimalMax("1") BigDecimal importance,
        @Nullable @DecimalMin("0") @DecimalMax("1000") Double decayRate,
        @Nullable @Size(max = 100) List<UUID> relatedMemories,
        Change<UUID> sourceMessageId,
        Change<Instant> expiresAt,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        Change<JsonNode> embedding,
        @NotEmpty @Text(maxBytes = 1_000) Change<String> embeddingModel) {

    /// The same change with a content.
    public MemoryChange with(JsonNode itsContent) {
        return new MemoryChange(
                memoryType,
                itsContent,
                importance,
                decayRate,
                relatedMemories,
                sourceMessageId,
                expiresAt,
                metadata,
                embedding,
                embeddingModel);
    }
}
