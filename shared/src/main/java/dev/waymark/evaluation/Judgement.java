package dev.waymark.evaluation;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was found of a step, by rules or by somebody outside.
///
/// @param stateChanges the summary of what changed; null where nobody looked
/// @param confidence 0.00 to 1.00
public record Judgement(
        EvaluationType type,
        List<Indicator> successIndicators,
        List<Indicator> failureIndicators,
        @Nullable JsonNode stateChanges,
        List<Recommendation> recommendations,
        BigDecimal confidence,
        String evaluator) {
    static final String RULES = "rules";
}
