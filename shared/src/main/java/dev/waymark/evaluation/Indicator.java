package dev.waymark.evaluation;

import dev.waymark.body.Document;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/// One piece of evidence.
///
/// @param rule what was looked for
/// @param saw what was seen; long values are cut
/// @param at where, as a jsonpath into what the rule looked at
@Introspected
public record Indicator(
        @NotBlank @Text(maxBytes = 1_000) String rule,

        @Nullable @Document @Text(maxBytes = 65_536, allowNul = true)
        JsonNode saw,

        @Nullable @Text(maxBytes = 4_000, allowNul = true) String at,
        @Nullable Severity severity) {}
