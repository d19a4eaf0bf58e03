package dev.waymark.message;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import dev.waymark.step.TokenUsage;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message of a state that is saved: a [NewMessage], or one as it was answered, whose further
/// members say nothing here.
///
/// @param position where it stands; the first one's says where the history that is given begins
/// @param id of a message that is new; of one that is stored it is known by its position
@Introspected
public record SavedMessage(
        @Nullable UUID id,
        @Nullable @Positive Integer position,
        MessageRole role,
        @JsonObject @Document JsonNode content,
        @Nullable @Document JsonNode tools,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String messageType,
        @Nullable UUID sessionId,
        @Nullable UUID parentMessageId,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String channel,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String senderUserId,
        @Nullable UUID senderAgentId,
        @Nullable @Positive Integer schemaVersion,
        @Nullable @Size(max = 1_000) List<UUID> memoryRefs,
        @Nullable UUID stateSnapshotId,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode context,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode audit,
        @Nullable @Valid TokenUsage tokenUsage,
        @Nullable @PositiveOrZero Long latencyMs,
        @Nullable Instant createdAt,
        // as answered
        @Nullable UUID conversationId,
        @Nullable Long version,
        @Nullable Integer versionNumber,
        @Nullable String changedBy,
        @Nullable String changeReason,
        @Nullable Instant updatedAt) {

    /// What counts of it.
    public NewMessage message() {
        return new NewMessage(
                id,
                role,
                content,
                tools,
                messageType,
                sessionId,
                parentMessageId,
                channel,
                senderUserId,
                senderAgentId,
                schemaVersion,
                memoryRefs,
                stateSnapshotId,
                context,
                metadata,
                audit,
                tokenUsage,
                latencyMs,
                createdAt);
    }
}
