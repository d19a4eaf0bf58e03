package dev.waymark.retention;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/// What is due of a kind now.
///
/// @param then what would become of it
@MappedEntity("retention_forecast")
public record ForecastRow(@Id String kind, String then, long dueCount, long dueBytes) {
    KindFigures figures() {
        return switch (then) {
            case "archive" -> new KindFigures(kind, dueCount, dueCount, 0, dueBytes, 0);
            case "compress" -> new KindFigures(kind, 0, 0, dueCount, 0, 0);
            default -> new KindFigures(kind, 0, dueCount, 0, dueBytes, 0);
        };
    }
}
