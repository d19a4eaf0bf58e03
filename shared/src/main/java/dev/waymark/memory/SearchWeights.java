package dev.waymark.memory;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.jspecify.annotations.Nullable;

/// How much each part of a rank counts, 0 to 1. The score is the sum of parts times weights,
/// divided by the weights of
/// the parts that were asked for, so it is from 0 to 1 too.
///
/// @param vector 0.5 by default; 0 where no embedding was asked for
/// @param text 0.3 by default; 0 where no query was asked for
/// @param importance 0.1 by default
/// @param recency 0.1 by default
@Introspected
public record SearchWeights(
        @Nullable @DecimalMin("0") @DecimalMax("1") Double vector,
        @Nullable @DecimalMin("0") @DecimalMax("1") Double text,
        @Nullable @DecimalMin("0") @DecimalMax("1") Double importance,
        @Nullable @DecimalMin("0") @DecimalMax("1") Double recency) {
    private static final SearchWeights DEFAULT = new SearchWeights(null, null, null, null);

    /// The weights that hold for a search.
    ///
    /// @param vector how much it counts; so the others
    @Introspected
    public record Effective(double vector, double text, double importance, double recency) {
        /// What parts that are all 1 would come to before dividing.
        public double sum() {
            return vector + text + importance + recency;
        }

        /// What these parts come to.
        ///
        /// @param vector cosine, not below 0
        public double score(double vector, double text, double importance, double recency) {
            return (this.vector * vector + this.text * text + this.importance * importance + this.recency * recency)
                    / sum();
        }
    }

    /// @param asked null for the defaults
    static Effective effective(@Nullable SearchWeights asked, boolean withEmbedding, boolean withQuery) {
        SearchWeights weights = asked == null ? DEFAULT : asked;
        return new Effective(
                withEmbedding ? or(weights.vector, 0.5) : 0,
                withQuery ? or(weights.text, 0.3) : 0,
                or(weights.importance, 0.1),
                or(weights.recency, 0.1));
    }

    private static double or(@Nullable Double weight, double usual) {
        return weight == null ? usual : weight;
    }
}
