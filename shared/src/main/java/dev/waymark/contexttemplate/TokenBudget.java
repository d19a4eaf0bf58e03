package dev.waymark.contexttemplate;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which segments stay within a budget of tokens. The least important go first, of equally
/// important ones the last; a segment that has gone does not come back because a larger one went
/// after it. What counts is the text as it will be, with its separators: tokens are counted on
/// the whole of it, not added up.
///
/// @param limit null for none
/// @param tokensOf counts the text that these segments make together
record TokenBudget(@Nullable Long limit, int tokensOfSeparator, ToIntFunction<List<FilledSegment>> tokensOf) {
    private static final Comparator<FilledSegment> FIRST_TO_GO = Comparator.comparing(FilledSegment::importance)
            .thenComparing(Comparator.comparing(FilledSegment::place).reversed());

    /// What stays, in order.
    ///
    /// @param gone in the order in which they went
    /// @param before tokens of the text before any went
    /// @param tokens of the text that stays
    record Kept(List<FilledSegment> stay, List<FilledSegment> gone, int before, int tokens) {}

    /// Keeps as much as the budget allows.
    ///
    /// @throws ProblemException 422 when the required segments alone are over it, by how much
    ///     is said
    Kept keep(List<FilledSegment> segments) {
        int before = tokensOf.applyAsInt(segments);
        if (limit == null || before <= limit) {
            return new Kept(segments, List.of(), before, before);
        }
        List<FilledSegment> optional = segments.stream()
                .filter(segment -> !segment.required())
                .sorted(FIRST_TO_GO)
                .toList();
        // Added up, tokens are off by a few where texts meet, so that is where counting begins, and not where it ends.
        int drops = Math.max(1, dropsByAddingUp(segments, optional));
        int tokens = tokensWithout(segments, optional.subList(0, Math.min(drops, optional.size())));
        while (tokens > limit && drops < optional.size()) {
            tokens = tokensWithout(segments, optional.subList(0, ++drops));
        }
        if (tokens > limit) {
            throw tooSmallFor(tokens, limit);
        }
        while (drops > 1) {
            int more = tokensWithout(segments, optional.subList(0, drops - 1));
            if (more > limit) {
                break;
            }
            tokens = more;
            drops--;
        }
        List<FilledSegment> gone = optional.subList(0, drops);
        return new Kept(without(segments, gone), gone, before, tokens);
    }

    private int dropsByAddingUp(List<FilledSegment> segments, List<FilledSegment> optional) {
        long sum = segments.stream().mapToLong(this::withSeparator).sum() - tokensOfSeparator;
        int drops = 0;
        while (drops < optional.size() && sum > Objects.requireNonNull(limit)) {
            sum -= withSeparator(optional.get(drops++));
        }
        return drops;
    }

    private long withSeparator(FilledSegment segment) {
        return (long) segment.tokens() + tokensOfSeparator;
    }

    private int tokensWithout(List<FilledSegment> segments, List<FilledSegment> gone) {
        return tokensOf.applyAsInt(without(segments, gone));
    }

    private static List<FilledSegment> without(List<FilledSegment> segments, List<FilledSegment> gone) {
        Set<Integer> left = gone.stream().map(FilledSegment::place).collect(Collectors.toSet());
        return segments.stream()
                .filter(segment -> !left.contains(segment.place()))
                .toList();
    }

    private static ProblemException tooSmallFor(int tokens, long limit) {
        long over = tokens - limit;
        return ProblemException.invalid(FieldError.at(
                        "/token_budget",
                        "budget",
                        "the required segments have %d tokens, %d more than the budget of %d"
                                .formatted(tokens, over, limit)))
                .with("required_tokens", tokens)
                .with("token_budget", limit)
                .with("over_by", over);
    }
}
