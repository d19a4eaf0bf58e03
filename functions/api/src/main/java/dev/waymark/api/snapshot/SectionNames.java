package dev.waymark.api.snapshot;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.snapshot.Sections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The `sections` parameter: which sections are asked for.
final class SectionNames {
    private static final Set<String> KNOWN = Sections.names().collect(Collectors.toUnmodifiableSet());

    private SectionNames() {}

    /// The names that were asked for; all, where none were.
    ///
    /// @throws ProblemException 422 for a name that is not known
    static List<String> of(@Nullable Set<String> asked) {
        if (asked != null && !KNOWN.containsAll(asked)) {
            throw ProblemException.invalid(FieldError.of(
                    "sections", "enum", "may name " + Sections.names().collect(Collectors.joining(", "))));
        }
        return List.copyOf(asked == null ? KNOWN : asked);
    }
}
