package dev.waymark.contextitem;

import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A context item as it is answered.
///
/// @param relevanceScore from 0 to 1, to a hundredth
@Introspected
public record ContextItem(
        UUID id,
        UUID conversationId,
        String source,
        @Nullable String contextType,
        RawJson content,
        BigDecimal relevanceScore,
        RawJson metadata,
        Instant createdAt) {

    public static ContextItem of(ContextItemRow row) {
        return new ContextItem(
                row.id(),
                row.conversationId(),
                row.source(),
                row.contextType(),
                new RawJson(row.content()),
                row.relevanceScore(),
                raw(row.metadata()),
                row.createdAt());
    }

    /// An item that has just been added.
    static ContextItem of(UUID id, UUID conversationId, ContextItemToStore asked, Instant at) {
        return new ContextItem(
                id,
                conversationId,
                asked.source(),
                asked.contextType(),
                raw(asked.content()),
                asked.relevanceScore(),
                asked.metadata() == null ? raw("{}") : RawJson.of(asked.metadata()),
                asked.createdAt() == null ? at : asked.createdAt());
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
