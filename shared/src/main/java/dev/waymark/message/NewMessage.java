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

/// A message as it is asked for.
///
/// @param id the client's own id
/// @param content an object whose `type` is text, structured, multimodal or tool_result;
///     whatever else it holds is kept
/// @param tools an array: the calls of an assistant's message, which its session counts
/// @param parentMessageId what it answers: a message of the conversation, or an earlier one of
///     the request by its own
/// id;
///     absent for what follows the message before it
/// @param sessionId an active session of the conversation; absent for a message of none
/// @param tokenUsage what making it cost; its session sums total_tokens
/// @param latencyMs how long making it took
/// @param createdAt when it was said; now when absent. Never decides an order
@Introspected
public record NewMessage(
        @Nullable UUID id,
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
        @Nullable Instant createdAt) {}
