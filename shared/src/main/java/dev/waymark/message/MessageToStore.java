package dev.waymark.message;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One message as `insert_messages()` takes it.
///
/// @param ordinal its place in the request, from 0
/// @param content canonical JSON as text; so tools
/// @param toolCalls how many tools an assistant's message calls; null for none
@Introspected
@OmitNull
record MessageToStore(
        int ordinal,
        @Nullable UUID id,
        @Nullable Instant createdAt,
        @Nullable UUID sessionId,
        @Nullable UUID parentMessageId,
        @Nullable String channel,
        @Nullable String senderUserId,
        @Nullable UUID senderAgentId,
        MessageRole role,
        @Nullable String messageType,
        String contentType,
        String content,
        @Nullable String tools,
        @Nullable Integer toolCalls,
        @Nullable Integer schemaVersion,
        @Nullable List<UUID> memoryRefs,
        @Nullable UUID stateSnapshotId,
        @Nullable JsonNode context,
        @Nullable JsonNode metadata,
        @Nullable JsonNode audit,
        @Nullable Long promptTokens,
        @Nullable Long completionTokens,
        @Nullable Long totalTokens,
        @Nullable BigDecimal costUsd,
        @Nullable Long latencyMs) {}
