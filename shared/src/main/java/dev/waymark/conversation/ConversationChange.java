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
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a PATCH of a conversation says: a member that it does not name stays, and null empties
/// one.
@Introspected
public record ConversationChange(
        @Text(maxBytes = 1_000) Change<@NotEmpty String> userId,
        @Text(maxBytes = 1_000) Change<@NotEmpty String> agent,

        @Text(maxBytes = NewConversation.MAX_INPUT_BYTES, allowNul = true)
        Change<String> userInput,

        Change<@Size(max = NewConversation.MAX_FOCUS_AREAS) List<@Text(maxBytes = 1_000) String>> focusAreas,
        Change<@PositiveOrZero Long> stepCount,
        @Document Change<JsonNode> lastToolResult,
        @JsonObject @Text(maxBytes = 65_536) Change<JsonNode> metadata) {

    /// The change that names every member: what is absent is emptied.
    public static ConversationChange toAllOf(NewConversation conversation) {
        return new ConversationChange(
                all(conversation.userId()),
                all(conversation.agent()),
                all(conversation.userInput()),
                all(conversation.focusAreas()),
                all(conversation.stepCount()),
                all(conversation.lastToolResult()),
                all(conversation.metadata()));
    }

    private static <T> Change<T> all(@Nullable T value) {
        return value == null ? Change.toNull() : Change.to(value);
    }
}
