package dev.waymark.redaction;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a tenant's patterns must be: few, short and cheap, for each runs over every string that the
/// tenant writes.
public final class PatternRules {
    static final int MAX_PATTERNS = 20;
    static final int MAX_BYTES = 500;
    private static final int MAX_INSTRUCTIONS = 5_000;

    private PatternRules() {}

    /// Refuses patterns that are not so.
    ///
    /// @throws ProblemException 422 with every pattern that is none, costs too much or marks
    ///     nothing, and every name that is there twice
    public static void check(RedactionSettings asked) {
        List<FieldError> errors = new ArrayList<>();
        var names = new HashSet<String>();
        for (int i = 0; i < asked.patterns().size(); i++) {
            RedactionPattern pattern = asked.patterns().get(i);
            String at = "/redaction/patterns/" + i;
            if (!names.add(pattern.name())) {
                errors.add(FieldError.at(at + "/name", "duplicate", "another pattern has this name"));
            }
            FieldError flaw = flaw(at + "/pattern", pattern.pattern());
            if (flaw != null) {
                errors.add(flaw);
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static @Nullable FieldError flaw(String at, String pattern) {
        // before it is compiled, which writes repetitions out
        if (Repetitions.of(pattern) > MAX_INSTRUCTIONS) {
            return tooCostly(at);
        }
        try {
            Pattern compiled = Pattern.compile(pattern);
            if (compiled.programSize() > MAX_INSTRUCTIONS) {
                return tooCostly(at);
            }
            return compiled.matcher("").find()
                    ? FieldError.at(at, "matches_nothing", "must not match empty text: it would mark every place")
                    : null;
        } catch (PatternSyntaxException e) {
            return FieldError.at(at, "pattern", "must be a regular expression of RE2: " + e.getDescription());
        }
    }

    private static FieldError tooCostly(String at) {
        return FieldError.at(at, "cost", "repeats too much: written out it has more than 5,000 parts");
    }
}
