package dev.waymark.retention;

import dev.waymark.json.StrictJson;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A sweep as it is answered, or what one would do.
///
/// @param id null for a dry run, as the times
/// @param kinds what it has done so far, or would do, of every kind in the order in which a sweep goes through them
/// @param dryRun whether nothing has been changed
/// @param finished false while there is more to do: the next sweep, or the job, goes on with it
/// @param working whether somebody is at it
/// @param endedAt null until it is finished
@Introspected
public record RetentionRun(
        @Nullable UUID id,
        List<KindFigures> kinds,
        boolean dryRun,
        boolean finished,
        boolean working,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant createdAt) {
    public RetentionRun {
        kinds = List.copyOf(kinds);
    }

    public static RetentionRun of(RetentionRunRow row) {
        JsonNode figures = StrictJson.read(row.kinds());
        List<KindFigures> kinds = Arrays.stream(RetentionKind.values())
                .map(kind -> figures(kind.word(), figures.get(kind.word())))
                .toList();
        return new RetentionRun(
                row.id(),
                kinds,
                false,
                row.endedAt() != null,
                row.working(),
                row.startedAt(),
                row.endedAt(),
                row.startedAt());
    }

    /// What a sweep would do now.
    public static RetentionRun forecast(List<ForecastRow> rows) {
        return new RetentionRun(
                null, rows.stream().map(ForecastRow::figures).toList(), true, false, false, null, null, null);
    }

    private static KindFigures figures(String kind, @Nullable JsonNode counted) {
        return new KindFigures(
                kind,
                number(counted, "archived"),
                number(counted, "deleted"),
                number(counted, "compressed"),
                number(counted, "bytes"),
                number(counted, "failed"));
    }

    private static long number(@Nullable JsonNode counted, String name) {
        JsonNode value = counted == null ? null : counted.get(name);
        return value == null ? 0 : value.getLongValue();
    }
}
