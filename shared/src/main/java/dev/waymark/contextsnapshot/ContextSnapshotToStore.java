package dev.waymark.contextsnapshot;

import dev.waymark.body.OmitNull;
import dev.waymark.document.NewDocuments;
import dev.waymark.document.PackedToStore;
import dev.waymark.id.Ids;
import dev.waymark.piece.PackToStore;
import dev.waymark.token.TokenCounter;
import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What `capture_context()` takes.
///
/// @param newAgentId the agent's id in case its name is new
/// @param snapshotDigest of the context, which is among the documents
/// @param documents canonical text by hex digest
/// @param packedDocuments the context instead, where it is kept in pieces, with its new packs
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
        @Nullable List<PackedToStore> packedDocuments,
        @Nullable List<PackToStore> packs,
        @Nullable String model,
        long totalTokens,
        @Nullable BigDecimal compressionRatio,
        @Nullable Integer segmentCount,
        @Nullable Long buildTimeMs,
        @Nullable Integer optimizationCount) {

    /// Adds the context to the documents of the write: a large object in pieces, so that it costs
    /// what it has beyond the context before.
    ///
    /// @param before the newest context of the agent, see [dev.waymark.document.StoredBody];
    ///     asked for by a large one
    /// @throws dev.waymark.problem.ProblemException 413 for a context that no answer could hold
    public static ContextSnapshotToStore of(
            NewContextSnapshot asked,
            NewDocuments documents,
            Supplier<byte @Nullable []> before,
            Ids ids,
            TokenCounter tokens,
            Instant at) {
        String digest = asked.snapshot().isObject()
                ? documents.addInPieces(asked.snapshot(), before)
                : documents.add(asked.snapshot());
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
                documents.packed(),
                documents.packs(),
                asked.model(),
                asked.tokens(tokens),
                ratio == null ? null : ratio.setScale(6, RoundingMode.HALF_EVEN),
                asked.segmentCount(),
                asked.buildTimeMs(),
                asked.optimizationCount());
    }
}
