package dev.waymark.contextitem;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One context item as `add_context_items()` takes it.
///
/// @param content canonical JSON as text
@Introspected
@OmitNull
public record ContextItemToStore(
        UUID id,
        String source,
        @Nullable String contextType,
        String content,
        BigDecimal relevanceScore,
        @Nullable JsonNode metadata,
        @Nullable Instant createdAt) {}
