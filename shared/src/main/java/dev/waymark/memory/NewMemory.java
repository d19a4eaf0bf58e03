package dev.waymark.memory;

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

/// A memory as it is asked for.
///
/// @param id the client's own id
/// @param content an object with what its type requires, see [MemoryType]; all text in it is found
///     by full text
/// @param importance 0 to 1, kept to two places; 0.5 by default
/// @param decayRate per day: how fast it fades while nobody looks at it, 0 to 1,000; 0.1 by default
/// @param userId the end user whom it is about; for a key that is restricted to one, that one
/// @param relatedMemories up to 100 that are there
/// @param expiresAt from then on nobody sees it
/// @param embedding as many numbers as the tenant's embeddings have, not all zeros
@Introspected
public record NewMemory(
        @Nullable UUID id,
        MemoryType memoryType,

        @JsonObject @Document @Text(maxBytes = MAX_CONTENT_BYTES, allowNul = true)
        JsonNode content,

        @Nullable @DecimalMin("0") @DecimalMax("1") BigDecimal importance,
        @Nullable @DecimalMin("0") @DecimalMax("1000") Double decayRate,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String userId,
        @Nullable @Size(max = 100) List<UUID> relatedMemories,
        @Nullable UUID sourceMessageId,
        @Nullable Instant expiresAt,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable JsonNode embedding,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String embeddingModel) {
    static final int MAX_CONTENT_BYTES = 1024 * 1024;
    static final BigDecimal DEFAULT_IMPORTANCE = new BigDecimal("0.50");
    static final double DEFAULT_DECAY_RATE = 0.1;
}
