package dev.waymark.integrity;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/// A session of a conversation that has segments, with what it counts and what its live messages
/// come to.
@Introspected
record SessionToCheck(
        UUID conversationId,
        long messageCount,
        long totalTokensUsed,
        long toolCallsCount,
        long liveMessages,
        long liveTokens,
        long liveToolCalls) {}
