package dev.waymark.remedy;

import dev.waymark.body.Text;
import dev.waymark.step.RiskLevel;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotEmpty;
import org.jspecify.annotations.Nullable;

/// A remedy as it is asked for: the whole of it.
///
/// @param appliesWhen a jsonpath predicate over the evaluation: `$.evaluation_type`, `$.failure_indicators[*].saw`, …
/// @param command what the proposed step runs
/// @param riskLevel of the proposed step; `medium` when absent
/// @param enabled true when absent
@Introspected
public record RemedyChange(
        @NotEmpty @Text(maxBytes = 4_000) String appliesWhen,

        @NotEmpty @Text(maxBytes = 65_536, allowNul = true) String command,

        @Nullable @Text(maxBytes = 65_536, allowNul = true) String explanation,

        @Nullable RiskLevel riskLevel,
        @Nullable Boolean enabled) {}
