package dev.waymark.conversation;

import dev.waymark.body.Change;
import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The core state in a state that is saved: a [ConversationChange], or a conversation as it was
/// answered, whose further
/// members say nothing here.
@Introspected
public record SavedConversation(
        @Text(maxBytes = 1_000) Change<@NotEmpty String> userId,
        @Text(maxBytes = 1_000) Change<@NotEmpty String> agent,

        @Text(maxBytes = NewConversation.MAX_INPUT_BYTES, allowNul = true)
        Change<String> userInput,

        Change<@Size(max = NewConversation.MAX_FOCUS_AREAS) List<@Text(maxBytes = 1_000) String>> focusAreas,
        Change<@PositiveOrZero Long> stepCount,
        @Document Change<JsonNode> lastToolResult,
        @JsonObject @Text(maxBytes = 65_536) Change<JsonNode> metadata,
        // as answered
        @Nullable UUID id,
        @Nullable String externalId,
        @Nullable UUID agentId,
        @Nullable Integer messageCount,
        @Nullable Long version,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt) {

    ConversationChange change() {
        return new ConversationChange(userId, agent, userInput, focusAreas, stepCount, lastToolResult, metadata);
    }
}
