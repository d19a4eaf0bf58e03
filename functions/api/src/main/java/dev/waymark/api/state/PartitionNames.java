package dev.waymark.api.state;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.state.Partition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names of partitions that a query asks for.
final class PartitionNames {
    private PartitionNames() {}

    /// Those that were named; all when nothing was said.
    ///
    /// @throws ProblemException 422 for a name that no partition has
    static List<String> of(String parameter, @Nullable Set<String> asked) {
        List<String> known = Partition.words();
        if (asked == null) {
            return known;
        }
        if (!known.containsAll(asked)) {
            throw ProblemException.invalid(
                    FieldError.of(parameter, "enum", "must be names among " + String.join(", ", known)));
        }
        return List.copyOf(asked);
    }
}
