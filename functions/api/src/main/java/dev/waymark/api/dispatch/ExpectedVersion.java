package dev.waymark.api.dispatch;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `If-Match` says: the version that the caller has seen.
///
/// @param number null for `*`, which takes any version
public record ExpectedVersion(@Nullable Long number) {
    private static final Pattern ENTITY_TAG = Pattern.compile("\\s*\"?(\\d{1,18})\"?\\s*");

    /// Reads the header.
    ///
    /// @throws ProblemException 422 for what is neither `*` nor a version such as `"7"`
    static ExpectedVersion of(String header) {
        if (header.strip().equals("*")) {
            return new ExpectedVersion(null);
        }
        Matcher matcher = ENTITY_TAG.matcher(header);
        if (!matcher.matches()) {
            throw ProblemException.invalid(
                    FieldError.of("If-Match", "format", "must be a version as answered in ETag, such as \"7\", or *"));
        }
        return new ExpectedVersion(Long.valueOf(matcher.group(1)));
    }

    /// This version and no other.
    public static ExpectedVersion exactly(long number) {
        return new ExpectedVersion(number);
    }

    /// Whether the caller takes any version, and yet some version has to be there.
    public static boolean isAny(@Nullable ExpectedVersion expected) {
        return expected != null && expected.number() == null;
    }

    /// The number expected; null when any will do or nothing was said.
    public static @Nullable Long numberIn(@Nullable ExpectedVersion expected) {
        return expected == null ? null : expected.number();
    }
}
