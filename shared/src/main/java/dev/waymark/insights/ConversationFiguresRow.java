package dev.waymark.insights;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One row of `conversation_figures()`.
///
/// @param at where the stretch begins; null in the row for all of them
@MappedEntity("conversation_figures")
public record ConversationFiguresRow(
        @Id @Nullable Instant at,
        @Nullable String agent,
        @Nullable String role,
        long messages,
        long toolCalls,
        BigDecimal promptTokens,
        BigDecimal completionTokens,
        BigDecimal totalTokens,
        BigDecimal costUsd,
        long latencies,
        BigDecimal latencyMs) {}
