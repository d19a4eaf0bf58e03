package dev.waymark.contexttemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.problem.ProblemException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class TokenBudgetTest {
    /// Whatever the segments, and although tokens do not add up: the budget holds, the order
    /// stays, only the least important have gone, and not one more than had to.
    @Property
    void aBudgetIsKeptByDroppingTheLeastImportantAndNoMoreThanNeeded(
            @ForAll("segments") List<FilledSegment> segments,
            @ForAll @IntRange(min = 1, max = 80) int limit,
            @ForAll @IntRange(max = 3) int merged) {
        TokenBudget budget = new TokenBudget((long) limit, 1, some -> together(some, merged));
        List<FilledSegment> required =
                segments.stream().filter(FilledSegment::required).toList();
        if (together(required, merged) > limit) {
            assertThatThrownBy(() -> budget.keep(segments)).isInstanceOf(ProblemException.class);
            return;
        }

        TokenBudget.Kept kept = budget.keep(segments);

        assertThat(kept.tokens()).isEqualTo(together(kept.stay(), merged)).isLessThanOrEqualTo(limit);
        assertThat(kept.before()).isEqualTo(together(segments, merged));
        assertThat(kept.stay()).extracting(FilledSegment::place).isSorted();
        List<FilledSegment> all = new ArrayList<>(kept.stay());
        all.addAll(kept.gone());
        assertThat(all).containsExactlyInAnyOrderElementsOf(segments);
        assertThat(kept.stay()).containsAll(required);
        for (FilledSegment gone : kept.gone()) {
            assertThat(kept.stay())
                    .filteredOn(stays -> !stays.required())
                    .allMatch(stays -> stays.importance().compareTo(gone.importance()) > 0
                            || (stays.importance().compareTo(gone.importance()) == 0 && stays.place() < gone.place()));
        }
        if (!kept.gone().isEmpty()) {
            FilledSegment last = kept.gone().getLast();
            List<FilledSegment> withLast = segments.stream()
                    .filter(segment -> segment.equals(last) || kept.stay().contains(segment))
                    .toList();
            assertThat(together(withLast, merged)).isGreaterThan(limit);
        }
    }

    /// Texts that meet take up to `merged` tokens less than each by itself, and a separator
    /// between them.
    private static int together(List<FilledSegment> segments, int merged) {
        int sum = segments.stream().mapToInt(FilledSegment::tokens).sum();
        return sum + Math.max(0, segments.size() - 1) * (1 - Math.min(merged, 1));
    }

    @Provide
    Arbitrary<List<FilledSegment>> segments() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of(true, false, false, false),
                        Arbitraries.integers().between(1, 20))
                .as((importance, required, tokens) ->
                        new FilledSegment(0, "s", BigDecimal.valueOf(importance), required, "", tokens))
                .list()
                .ofMaxSize(12)
                .map(TokenBudgetTest::inPlace);
    }

    private static List<FilledSegment> inPlace(List<FilledSegment> segments) {
        List<FilledSegment> placed = new ArrayList<>();
        for (FilledSegment one : segments) {
            placed.add(new FilledSegment(
                    placed.size(), "s" + placed.size(), one.importance(), one.required(), "", one.tokens()));
        }
        return placed;
    }
}
