package dev.waymark.contextitem;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A context item as the database shows it.
///
/// @param content canonical JSON as UTF-8 bytes
@MappedEntity("context_item_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record ContextItemRow(
        @Id UUID id,
        UUID conversationId,
        String source,
        @Nullable String contextType,
        byte[] content,
        BigDecimal relevanceScore,
        String metadata,
        Instant createdAt,
        long sizeBytes) {}
