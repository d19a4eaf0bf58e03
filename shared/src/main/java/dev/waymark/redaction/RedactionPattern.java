package dev.waymark.redaction;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;

/// What a tenant wants taken out of all that it sends, as it is set and shown.
///
/// @param name the kind in `[redacted:<kind>]`
/// @param pattern a regular expression of RE2, which looks neither ahead nor back
@Introspected
public record RedactionPattern(
        @NotEmpty @Pattern(regexp = "[a-z][a-z0-9_-]{0,39}") String name,

        @NotEmpty @Text(maxBytes = PatternRules.MAX_BYTES) String pattern) {}
