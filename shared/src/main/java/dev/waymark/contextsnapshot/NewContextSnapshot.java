package dev.waymark.contextsnapshot;

import dev.waymark.body.Document;
import dev.waymark.body.Text;
import dev.waymark.json.CanonicalJson;
import dev.waymark.token.TokenCounter;
import dev.waymark.token.TokenEncoding;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A context snapshot as it is asked for.
///
/// @param id the client's own id
/// @param agent who was told; with a `message_id` the agent of its conversation when absent,
///     and with a key that is restricted to an agent, that one
/// @param userId the end user; that of the message's conversation when absent
/// @param messageId the message that the context was built for
/// @param snapshot the context: any JSON document
/// @param model whose tokens are counted where `total_tokens` is absent
/// @param totalTokens counted when absent: of a string its text, of all else the canonical JSON
/// @param compressionRatio as the client reckons it, kept to six places
/// @param buildTimeMs how long building it took
/// @param optimizationCount how often it was made smaller while it was built
@Introspected
public record NewContextSnapshot(
        @Nullable UUID id,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String agent,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String userId,
        @Nullable UUID messageId,
        @Document JsonNode snapshot,
        @Nullable @NotEmpty @Text(maxBytes = 200) String model,
        @Nullable @Min(0) Long totalTokens,

        @Nullable @DecimalMin("0") @DecimalMax("999999") BigDecimal compressionRatio,

        @Nullable @Min(0) Integer segmentCount,
        @Nullable @Min(0) Long buildTimeMs,
        @Nullable @Min(0) Integer optimizationCount) {

    /// The tokens as they were given, or counted.
    long tokens(TokenCounter counter) {
        if (totalTokens != null) {
            return totalTokens;
        }
        String text = snapshot.isString()
                ? snapshot.getStringValue()
                : new String(CanonicalJson.write(snapshot), StandardCharsets.UTF_8);
        return counter.count(text, TokenEncoding.ofModel(model));
    }
}
