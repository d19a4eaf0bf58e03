package dev.waymark.retention;

import dev.waymark.archive.WrittenArchive;
import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows of one kind that leave together, in one archive and one transaction.
///
/// @param anchors every place that was looked at, once
/// @param due the rows that leave; empty where the places have none
/// @param lines of those rows, and of what they refer to
/// @param last where it ended
record Batch(
        List<UUID> anchors,
        List<DueRow> due,
        List<String> lines,
        @Nullable DueRow last) {
    static Batch of(List<DueRow> rows) {
        List<DueRow> places = new ArrayList<>();
        List<DueRow> due = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (DueRow row : rows) {
            if (row.anchorId() != null) {
                places.add(row);
            }
            if (row.id() != null) {
                due.add(row);
            }
            if (row.line() != null) {
                lines.add(row.line());
            }
        }
        return new Batch(
                places.stream().map(row -> present(row.anchorId())).distinct().toList(),
                due,
                lines,
                places.isEmpty() ? null : places.getLast());
    }

    boolean isEmpty() {
        return anchors.isEmpty();
    }

    Instant from() {
        return due.stream()
                .map(row -> present(row.at()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    Instant to() {
        return due.stream()
                .map(row -> present(row.at()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /// What `sweep_archived()` takes.
    ///
    /// @param archive null where there was nothing to write
    @Introspected
    @OmitNull
    record ToStore(
            List<UUID> ids,
            List<String> witnesses,
            List<UUID> anchors,
            long bytes,
            @Nullable ArchiveToFinish archive) {}

    /// The part of a written archive that finishing it takes.
    @Introspected
    record ArchiveToFinish(UUID id, long rows, long sizeBytes, String sha256, Instant fromAt, Instant toAt) {}

    ToStore toStore(@Nullable WrittenArchive archive) {
        return new ToStore(
                due.stream().map(row -> present(row.id())).toList(),
                due.stream().map(row -> present(row.witness())).toList(),
                anchors,
                due.stream().mapToLong(row -> present(row.sizeBytes())).sum(),
                archive == null
                        ? null
                        : new ArchiveToFinish(
                                archive.id(),
                                archive.rows(),
                                archive.sizeBytes(),
                                archive.sha256(),
                                archive.fromAt(),
                                archive.toAt()));
    }

    static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "the database leaves this out only where there is no row");
    }
}
