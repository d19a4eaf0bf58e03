package dev.waymark.contextitem;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.OmitNull;
import dev.waymark.body.Text;
import dev.waymark.id.Ids;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A context item of a state that is saved: a [NewContextItem], or one as it was answered,
/// whose further members say
/// nothing here. It is known by its id, or without one by source, type and content.
@Introspected
public record SavedContextItem(
        @Nullable UUID id,
        @NotEmpty @Text(maxBytes = 1_000) String source,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String contextType,
        @Document JsonNode content,

        @Nullable @PositiveOrZero @DecimalMax("1") BigDecimal relevanceScore,

        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable Instant createdAt,
        // as answered
        @Nullable UUID conversationId) {

    /// One context item as `save_state()` takes it.
    ///
    /// @param id as it was given
    /// @param newId for one that has none
    /// @param content canonical JSON as text
    @Introspected
    @OmitNull
    public record ToStore(
            @Nullable UUID id,
            UUID newId,
            String source,
            @Nullable String contextType,
            String content,
            BigDecimal relevanceScore,
            @Nullable JsonNode metadata,
            @Nullable Instant createdAt) {}

    /// As it is stored.
    ///
    /// @throws dev.waymark.problem.ProblemException 413 for one that could never be read back
    ///     whole
    public ToStore toStore(Ids ids) {
        ContextItemToStore item = ContextItemAdding.toStore(
                new NewContextItem(id, source, contextType, content, relevanceScore, metadata, createdAt), ids);
        return new ToStore(
                id,
                item.id(),
                item.source(),
                item.contextType(),
                item.content(),
                item.relevanceScore(),
                item.metadata(),
                item.createdAt());
    }
}
