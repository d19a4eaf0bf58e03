package dev.waymark.api.dispatch;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A step's number in its project, as people write it: `12` or `S12`.
public record StepNumber(long value) {
    private static final Pattern WRITTEN = Pattern.compile("[Ss]?(\\d{1,18})");

    static StepNumber of(String parameter, String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw ProblemException.invalid(FieldError.of(parameter, "format", "must be a step number: 12 or S12"));
        }
        return new StepNumber(Long.parseLong(matcher.group(1)));
    }
}
