package dev.waymark.evaluation;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import org.jspecify.annotations.Nullable;

/// What a step is expected to have done.
///
/// @param name what people call it
/// @param predicate jsonpath over `$.before`, `$.after`, `$.changes`, `$.result` and `$.step`, which is true or false
/// @param severity `required` when absent
@Introspected
public record Expectation(
        @NotBlank @Text(maxBytes = 200) String name,
        @NotEmpty @Text(maxBytes = MAX_PREDICATE_BYTES) String predicate,
        @Nullable Severity severity) {
    static final int MAX_PREDICATE_BYTES = 4_000;

    Severity severityOrDefault() {
        return severity == null ? Severity.REQUIRED : severity;
    }
}
