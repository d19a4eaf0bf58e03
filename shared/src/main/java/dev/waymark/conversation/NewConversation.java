package dev.waymark.conversation;

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

/// The core state of a conversation as it is asked for: the whole of it, so that what is absent
/// is empty.
///
/// @param userId the end user; with a key that is restricted to one, that one
/// @param agent the agent's name, registered when it is new; with a key that is restricted to
///     one, that one
/// @param userInput what the user asked for last; may hold U+0000
/// @param focusAreas what the agent attends to
/// @param stepCount how many steps the agent has taken; the client's own count
/// @param lastToolResult any JSON value
@Introspected
public record NewConversation(
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String userId,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String agent,

        @Nullable @Text(maxBytes = MAX_INPUT_BYTES, allowNul = true)
        String userInput,

        @Nullable @Size(max = MAX_FOCUS_AREAS) List<@Text(maxBytes = 1_000) String> focusAreas,

        @Nullable @PositiveOrZero Long stepCount,
        @Nullable @Document JsonNode lastToolResult,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata) {
    static final int MAX_INPUT_BYTES = 1024 * 1024;
    static final int MAX_FOCUS_AREAS = 1_000;
}
