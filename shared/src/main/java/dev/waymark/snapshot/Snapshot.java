package dev.waymark.snapshot;

import dev.waymark.json.RawJson;
import dev.waymark.paging.Paging;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A snapshot as it is answered.
///
/// @param sections only the sections that were given, each the JSON value that was stored
@Introspected
public record Snapshot(
        UUID id,
        String snapshotType,
        UUID commandId,
        @Nullable UUID stepId,
        Instant capturedAt,
        Instant createdAt,
        Map<String, RawJson> sections) {

    /// Puts the sections of one snapshot together.
    ///
    /// @param rows at least one
    /// @throws ProblemException 500 integrity-error when a body does not match its digest, naming both; 413
    ///     when the sections together are larger than an answer, which then have to be asked for by name
    public static Snapshot of(List<SectionRow> rows) {
        var sections = new LinkedHashMap<String, RawJson>();
        long bytes = 0;
        for (SectionRow row : rows) {
            byte[] body = row.body();
            if (body == null || !row.intact()) {
                throw ProblemException.of(
                        ProblemType.INTEGRITY_ERROR,
                        "section %s of snapshot %s does not match its digest %s"
                                .formatted(row.section(), row.snapshotId(), row.digest()));
            }
            bytes += body.length;
            sections.put(row.section(), new RawJson(body));
        }
        if (bytes > Paging.BUDGET_BYTES) {
            throw ProblemException.of(
                            ProblemType.TOO_LARGE,
                            "the sections have %d bytes together: read GET /v1/snapshots/{id}?sections=… by name"
                                    .formatted(bytes))
                    .with("limit_bytes", Paging.BUDGET_BYTES);
        }
        SectionRow first = rows.getFirst();
        return new Snapshot(
                first.snapshotId(),
                first.snapshotType(),
                first.commandId(),
                first.stepId(),
                first.capturedAt(),
                first.createdAt(),
                sections);
    }
}
