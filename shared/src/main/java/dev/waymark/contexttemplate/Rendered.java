package dev.waymark.contexttemplate;

import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A context rendered from a template.
///
/// @param version of the template
/// @param model whose tokens were counted; null where neither the request nor the template
///     names one
/// @param encoding that they were counted by
/// @param exactTokens whether the model itself counts like that; false for an estimate
/// @param tokenBudget that was kept; null where there was none
/// @param text the segments that stay with separators between them
/// @param totalTokens of the text. Tokens of segments do not quite add up to it, because
///     tokens may reach across
/// @param segments that stay, in order
/// @param dropped those that do not, the first to go first
@Introspected
public record Rendered(
        UUID id,
        String template,
        long version,
        @Nullable String model,
        String encoding,
        boolean exactTokens,
        @Nullable Long tokenBudget,
        String text,
        int totalTokens,
        List<Segment> segments,
        List<Dropped> dropped) {

    /// A segment that stays.
    ///
    /// @param tokens of its text alone
    @Introspected
    public record Segment(String name, String text, int tokens, BigDecimal importance, boolean required) {
        static Segment of(FilledSegment segment) {
            return new Segment(
                    segment.name(), segment.text(), segment.tokens(), segment.importance(), segment.required());
        }
    }

    /// A segment that does not stay.
    ///
    /// @param tokens of its text alone
    /// @param reason `empty`, where there was nothing in it, or `over_budget`
    /// @param detail the same in a sentence
    @Introspected
    public record Dropped(String name, int tokens, BigDecimal importance, String reason, String detail) {
        static Dropped empty(FilledSegment segment) {
            return new Dropped(
                    segment.name(), 0, segment.importance(), "empty", "its variables leave nothing of the text");
        }

        static Dropped overBudget(FilledSegment segment, long over, long budget) {
            return new Dropped(
                    segment.name(),
                    segment.tokens(),
                    segment.importance(),
                    "over_budget",
                    "the whole text was %d tokens over the budget of %d, and nothing that stays is less important than %s"
                            .formatted(over, budget, segment.importance().toPlainString()));
        }
    }
}
