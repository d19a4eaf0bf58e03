package dev.waymark.contextsnapshot;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A context snapshot as the database shows it.
///
/// @param snapshot as `body_of()` answers it, see [dev.waymark.document.StoredBody]; null
///     when it is lost
@MappedEntity("context_snapshot_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record ContextSnapshotRow(
        @Id UUID id,
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
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] snapshot) {}
