package dev.waymark.step;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// What a step cost. Absent numbers are not known; the total is the sum of the two others when only those are
/// given.
///
/// @param costUsd US dollars up to 99,999,999.999999, kept to a millionth
@Introspected
public record TokenUsage(
        @Nullable @PositiveOrZero Long promptTokens,
        @Nullable @PositiveOrZero Long completionTokens,
        @Nullable @PositiveOrZero Long totalTokens,

        @Nullable @PositiveOrZero @DecimalMax("99999999.999999")
        BigDecimal costUsd) {
    private static final TokenUsage UNKNOWN = new TokenUsage(null, null, null, null);

    /// As it is stored: total filled in, cost rounded half-even to six places.
    public TokenUsage normalized() {
        Long total = totalTokens;
        if (total == null && promptTokens != null && completionTokens != null) {
            total = promptTokens > Long.MAX_VALUE - completionTokens ? Long.MAX_VALUE : promptTokens + completionTokens;
        }
        BigDecimal cost = costUsd == null ? null : costUsd.setScale(6, RoundingMode.HALF_EVEN);
        return new TokenUsage(promptTokens, completionTokens, total, cost);
    }

    /// The usage made of stored numbers; null when nothing is known.
    public static @Nullable TokenUsage ofParts(
            @Nullable Long promptTokens,
            @Nullable Long completionTokens,
            @Nullable Long totalTokens,
            @Nullable BigDecimal costUsd) {
        return new TokenUsage(promptTokens, completionTokens, totalTokens, costUsd).orNull();
    }

    static TokenUsage orUnknown(@Nullable TokenUsage usage) {
        return usage == null ? UNKNOWN : usage.normalized();
    }

    /// Null when nothing is known.
    @Nullable
    TokenUsage orNull() {
        return equals(UNKNOWN) ? null : this;
    }
}
