package dev.waymark.contexttemplate;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotEmpty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// A piece of a context.
///
/// @param name unique in the template
/// @param text with placeholders, see [TemplateText]
/// @param importance 0 to 1, kept to two places, 0.5 when absent: the least important
///     segments give way first
/// @param required whether it stays whatever the budget; false when absent
@Introspected
public record TemplateSegment(
        @NotEmpty @Text(maxBytes = 1_000) String name,

        @Text(allowNul = true) String text,

        @Nullable @DecimalMin("0") @DecimalMax("1") BigDecimal importance,
        @Nullable Boolean required) {
    private static final BigDecimal DEFAULT_IMPORTANCE = new BigDecimal("0.5");

    BigDecimal importanceOrDefault() {
        return importance == null ? DEFAULT_IMPORTANCE : importance;
    }

    boolean isRequired() {
        return required != null && required;
    }

    /// The same with its defaults filled in.
    TemplateSegment complete() {
        return new TemplateSegment(name, text, importanceOrDefault().setScale(2, RoundingMode.HALF_EVEN), isRequired());
    }
}
