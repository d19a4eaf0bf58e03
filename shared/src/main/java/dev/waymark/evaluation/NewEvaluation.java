package dev.waymark.evaluation;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An evaluation as it is asked for: by rules (nothing but expectations, or nothing at all), or as somebody outside has
/// made it.
///
/// @param id the client's own id
/// @param evaluator who judged outside; then `evaluation_type` and `confidence_score` are needed too
/// @param confidenceScore 0 to 1, kept to two places
@Introspected
public record NewEvaluation(
        @Nullable UUID id,
        @Nullable @Valid @Size(max = MAX_EXPECTATIONS) List<@Valid Expectation> expectations,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String evaluator,
        @Nullable EvaluationType evaluationType,
        @Nullable @Valid @Size(max = MAX_INDICATORS) List<@Valid Indicator> successIndicators,
        @Nullable @Valid @Size(max = MAX_INDICATORS) List<@Valid Indicator> failureIndicators,
        @Nullable @Valid @Size(max = MAX_INDICATORS) List<@Valid Recommendation> recommendations,

        @Nullable @DecimalMin("0") @DecimalMax("1") BigDecimal confidenceScore) {
    public static final int MAX_EXPECTATIONS = 100;
    static final int MAX_INDICATORS = 100;

    /// Rules alone judge, whatever is expected.
    public static final NewEvaluation BY_RULES = new NewEvaluation(null, null, null, null, null, null, null, null);

    /// Whether somebody outside has judged.
    public boolean isFromOutside() {
        return evaluator != null
                || evaluationType != null
                || successIndicators != null
                || failureIndicators != null
                || recommendations != null
                || confidenceScore != null;
    }

    /// What somebody outside has found.
    ///
    /// @throws NullPointerException where one of the members is missing that this needs
    public Judgement fromOutside() {
        return new Judgement(
                Objects.requireNonNull(evaluationType),
                successIndicators == null ? List.of() : successIndicators,
                failureIndicators == null ? List.of() : failureIndicators,
                null,
                recommendations == null ? List.of() : recommendations,
                Objects.requireNonNull(confidenceScore).setScale(2, RoundingMode.HALF_EVEN),
                Objects.requireNonNull(evaluator));
    }

    public List<Expectation> expectationsOrNone() {
        return expectations == null ? List.of() : expectations;
    }
}
