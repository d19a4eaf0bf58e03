package dev.waymark.contextsnapshot;

import dev.waymark.body.OmitNull;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.token.TokenCounter;
import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `capture_context()` takes.
///
/// @param newAgentId the agent's id in case its name is new
/// @param snapshotDigest of the context, which is among the documents
/// @param documents canonical text by hex digest
@Introspected
@OmitNull
public record ContextSnapshotToStore(
        UUID id,
        Instant at,
        @Nullable String agent,
        UUID newAgentId,
        @Nullable String userId,
        @Nullable UUID messageId,
        String snapshotDigest,
        @Nullable Map<String, String> documents,
        @Nullable String model,
        long totalTokens,
        @Nullable BigDecimal compressionRatio,
        @Nullable Integer segmentCount,
        @Nullable Long buildTimeMs,
        @Nullable Integer optimizationCount) {

    /// Raises 413 for a context that no answer could hold.
    public static ContextSnapshotToStore of(NewContextSnapshot asked, Ids ids, TokenCounter tokens, Instant at) {
        var documents = new NewDocuments();
        String digest = documents.add(asked.snapshot());
        BigDecimal ratio = asked.compressionRatio();
        return new ContextSnapshotToStore(
                ids.orNext(asked.id()),
                at,
                asked.agent(),
                ids.next(),
                asked.userId(),
                asked.messageId(),
                digest,
                documents.bodies(),
                asked.model(),
                asked.tokens(tokens),
                ratio == null ? null : ratio.setScale(6, RoundingMode.HALF_EVEN),
                asked.segmentCount(),
                asked.buildTimeMs(),
                asked.optimizationCount());
    }
}
