package dev.waymark.retention;

import io.micronaut.core.annotation.Introspected;
import java.util.List;

/// What a sweep would do now.
///
/// @param kinds of every kind, in the order in which a sweep goes through them
/// @param dryRun always true: this is what tells it from a run
@Introspected
public record RetentionForecast(List<KindFigures> kinds, boolean dryRun) {
    public RetentionForecast {
        kinds = List.copyOf(kinds);
    }

    public static RetentionForecast of(List<ForecastRow> rows) {
        return new RetentionForecast(rows.stream().map(ForecastRow::figures).toList(), true);
    }
}
