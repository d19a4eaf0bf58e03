package dev.waymark.contextitem;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A context item as it is asked for.
///
/// @param id the client's own id
/// @param source where it comes from: ltm (long-term memory), rag (retrieval), focus, …
/// @param content any JSON value
/// @param relevanceScore from 0 to 1, kept to a hundredth; 0.5 when absent
/// @param createdAt now when absent
@Introspected
public record NewContextItem(
        @Nullable UUID id,
        @NotEmpty @Text(maxBytes = 1_000) String source,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String contextType,
        @Document JsonNode content,

        @Nullable @PositiveOrZero @DecimalMax("1") BigDecimal relevanceScore,

        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable Instant createdAt) {
    private static final BigDecimal HALF = new BigDecimal("0.50");

    BigDecimal relevanceOrDefault() {
        return relevanceScore == null ? HALF : relevanceScore.setScale(2, RoundingMode.HALF_EVEN);
    }
}
