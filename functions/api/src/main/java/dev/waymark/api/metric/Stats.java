package dev.waymark.api.metric;

import dev.waymark.metric.Stat;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `stat` parameter: what is asked of a metric.
final class Stats {
    private static final Map<String, Stat> BY_WORD =
            Arrays.stream(Stat.values()).collect(Collectors.toUnmodifiableMap(Stats::word, Function.identity()));

    private Stats() {}

    /// The stats that were asked for; all, where none were.
    ///
    /// @throws ProblemException 422 for a word that is not known
    static Set<Stat> of(@Nullable Set<String> asked) {
        if (asked == null) {
            return EnumSet.allOf(Stat.class);
        }
        if (!BY_WORD.keySet().containsAll(asked)) {
            throw ProblemException.invalid(FieldError.of(
                    "stat",
                    "enum",
                    Arrays.stream(Stat.values()).map(Stats::word).collect(Collectors.joining(", ", "may name ", ""))));
        }
        return asked.stream().map(BY_WORD::get).collect(Collectors.toSet());
    }

    private static String word(Stat stat) {
        return stat.name().toLowerCase(Locale.ROOT);
    }
}
