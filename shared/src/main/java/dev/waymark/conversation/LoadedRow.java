package dev.waymark.conversation;

import dev.waymark.contextitem.ContextItemRow;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageRow;
import dev.waymark.message.SealedMessages;
import dev.waymark.segment.StoredSegment;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of `load_state()`: the conversation, a message, a segment or a context item, with the
/// columns that such a one has. One kind of row for all, so that they come in one statement.
///
/// @param totalTokens of the conversation: what its messages may take together, null for no limit
@MappedEntity("loaded_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
record LoadedRow(
        @Id UUID id,
        String kind,
        @Nullable String metadata,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] content,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt,
        @Nullable Long versionNumber,
        @Nullable String externalId,
        @Nullable UUID agentId,
        @Nullable String agent,
        @Nullable String userId,
        @Nullable String userInput,
        @Nullable String focusAreas,
        @Nullable Long stepCount,
        @io.micronaut.core.annotation.Nullable byte[] lastToolResult,
        @Nullable Integer messageCount,
        @Nullable UUID conversationId,
        @Nullable Integer position,
        @Nullable UUID sessionId,
        @Nullable UUID parentMessageId,
        @Nullable String channel,
        @Nullable String senderUserId,
        @Nullable UUID senderAgentId,
        @Nullable String role,
        @Nullable String messageType,
        @io.micronaut.core.annotation.Nullable byte[] tools,
        @Nullable Integer schemaVersion,
        @Nullable String memoryRefs,
        @Nullable UUID stateSnapshotId,
        @Nullable String context,
        @Nullable String audit,
        @Nullable Long promptTokens,
        @Nullable Long completionTokens,
        @Nullable Long totalTokens,
        @Nullable BigDecimal costUsd,
        @Nullable Long latencyMs,
        @Nullable String changedBy,
        @Nullable String changeReason,
        @Nullable String source,
        @Nullable String contextType,
        @Nullable BigDecimal relevanceScore,
        @Nullable Integer firstPosition,
        @Nullable Integer lastPosition,
        @Nullable Integer contentBytes,
        @io.micronaut.core.annotation.Nullable byte[] digest,
        @io.micronaut.core.annotation.Nullable byte[] body,
        @Nullable String livePositions) {

    boolean is(String what) {
        return kind.equals(what);
    }

    ConversationRow conversation() {
        return new ConversationRow(
                id,
                there(externalId),
                agentId,
                agent,
                userId,
                userInput,
                there(focusAreas),
                there(stepCount),
                lastToolResult,
                there(metadata),
                there(messageCount),
                there(versionNumber),
                there(createdAt),
                there(updatedAt),
                0);
    }

    MessageRow message(MessageCipher cipher) {
        return cipher.opened(new MessageRow(
                id,
                there(conversationId),
                there(position),
                sessionId,
                parentMessageId,
                channel,
                senderUserId,
                senderAgentId,
                there(role),
                messageType,
                there(content),
                tools,
                there(schemaVersion),
                memoryRefs,
                stateSnapshotId,
                context,
                metadata,
                audit,
                promptTokens,
                completionTokens,
                totalTokens,
                costUsd,
                latencyMs,
                there(versionNumber).intValue(),
                changedBy,
                changeReason,
                there(createdAt),
                updatedAt,
                0));
    }

    /// The messages of a segment, from the position on that the window begins with.
    List<MessageRow> sealed(MessageCipher cipher) {
        var stored = new StoredSegment(there(contentBytes), there(digest), there(body));
        return SealedMessages.of(
                cipher,
                there(conversationId),
                there(firstPosition),
                there(lastPosition),
                stored,
                livePositions,
                there(position));
    }

    ContextItemRow contextItem() {
        return new ContextItemRow(
                id,
                there(conversationId),
                there(source),
                contextType,
                there(content),
                there(relevanceScore),
                there(metadata),
                there(createdAt),
                0);
    }

    /// What rows of this kind have.
    private static <T> T there(@Nullable T column) {
        return Objects.requireNonNull(column);
    }
}
