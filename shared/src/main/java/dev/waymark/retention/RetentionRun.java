package dev.waymark.retention;

import dev.waymark.json.StrictJson;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A sweep as it is answered.
///
/// @param kinds what it has done so far, of every kind
/// @param finished false while there is more to do: the next sweep, or the job, goes on with it
/// @param working whether somebody is at it
/// @param endedAt null until it is finished
@Introspected
public record RetentionRun(
        UUID id,
        List<KindFigures> kinds,
        boolean finished,
        boolean working,
        Instant startedAt,
        @Nullable Instant endedAt,
        Instant createdAt) {
    public RetentionRun {
        kinds = List.copyOf(kinds);
    }

    public static RetentionRun of(RetentionRunRow row) {
        JsonNode figures = StrictJson.read(row.kinds());
        List<KindFigures> kinds = Arrays.stream(RetentionKind.values())
                .map(kind -> figures(kind.word(), figures.get(kind.word())))
                .toList();
        return new RetentionRun(
                row.id(), kinds, row.endedAt() != null, row.working(), row.startedAt(), row.endedAt(), row.startedAt());
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
