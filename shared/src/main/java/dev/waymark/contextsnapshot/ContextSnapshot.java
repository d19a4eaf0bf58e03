package dev.waymark.contextsnapshot;

import dev.waymark.body.OmitNull;
import dev.waymark.document.StoredBody;
import dev.waymark.json.Digest;
import dev.waymark.json.RawJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A context snapshot as it is answered.
///
/// @param snapshot the JSON value that was stored; not in the answer to storing it
/// @param snapshotDigest SHA-256 of its canonical JSON, 64 hex digits: equal digests are
///     equal contexts
@Introspected
public record ContextSnapshot(
        UUID id,
        String agent,
        UUID agentId,
        @Nullable String userId,
        @Nullable UUID conversationId,
        @Nullable UUID messageId,
        String snapshotDigest,
        @Nullable String model,
        long totalTokens,
        @Nullable BigDecimal compressionRatio,
        @Nullable Integer segmentCount,
        @Nullable Long buildTimeMs,
        @Nullable Integer optimizationCount,
        Instant createdAt,
        @OmitNull @Nullable RawJson snapshot) {

    /// What storing assigned; with the request it makes the answer.
    @Introspected
    public record Assigned(
            UUID id,
            String agent,
            UUID agentId,
            @Nullable String userId,
            @Nullable UUID conversationId,
            Instant createdAt) {}

    /// The answer to storing.
    public static ContextSnapshot of(ContextSnapshotToStore asked, Assigned assigned) {
        return new ContextSnapshot(
                assigned.id(),
                assigned.agent(),
                assigned.agentId(),
                assigned.userId(),
                assigned.conversationId(),
                asked.messageId(),
                asked.snapshotDigest(),
                asked.model(),
                asked.totalTokens(),
                asked.compressionRatio(),
                asked.segmentCount(),
                asked.buildTimeMs(),
                asked.optimizationCount(),
                assigned.createdAt(),
                null);
    }

    /// The answer to reading.
    ///
    /// @throws ProblemException 500 integrity-error when the context is lost or does not
    ///     match its digest
    public static ContextSnapshot of(ContextSnapshotRow row) {
        byte[] stored = row.snapshot();
        byte[] snapshot = stored == null ? null : StoredBody.json(stored);
        if (snapshot == null || !Digest.of(snapshot).hex().equals(row.snapshotDigest())) {
            throw ProblemException.of(
                    ProblemType.INTEGRITY_ERROR,
                    "context snapshot %s does not match its digest %s".formatted(row.id(), row.snapshotDigest()));
        }
        return new ContextSnapshot(
                row.id(),
                row.agent(),
                row.agentId(),
                row.userId(),
                row.conversationId(),
                row.messageId(),
                row.snapshotDigest(),
                row.model(),
                row.totalTokens(),
                row.compressionRatio(),
                row.segmentCount(),
                row.buildTimeMs(),
                row.optimizationCount(),
                row.createdAt(),
                new RawJson(snapshot));
    }
}
