package dev.waymark.retention;

import dev.waymark.archive.WrittenArchive;
import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows of one kind that leave together, in one archive and one transaction: what `due_to_archive()` answers. What it
/// says for `sweep_archived()` goes back as it came.
///
/// @param lookedAt how many places it looked at; 0 once there is nothing more
/// @param due how many rows leave; 0 where the places have none
/// @param anchors every place that was looked at, once
/// @param lastAt where it ended, as the next
/// @param ids of the rows that leave
/// @param witnesses what these must still have when they leave
/// @param places where they lie; null for kinds that are found by their ids
/// @param fromAt the time of the oldest
/// @param toAt the time of the newest
/// @param sizeBytes what they have in their table
/// @param lines of an archive, of those rows and of what they refer to, with a break between any two
@MappedEntity("due_batch")
record DueBatch(
        @Id long lookedAt,
        long due,
        @Nullable String anchors,
        @Nullable Instant lastAt,
        @Nullable UUID lastId,
        @Nullable String ids,
        @Nullable String witnesses,
        @Nullable String places,
        @Nullable Instant fromAt,
        @Nullable Instant toAt,
        long sizeBytes,
        @Nullable String lines) {

    boolean isEmpty() {
        return lookedAt == 0;
    }

    /// What `sweep_archived()` takes.
    ///
    /// @param archive null where there was nothing to write
    @Introspected
    @OmitNull
    record ToStore(
            @Nullable String ids,
            @Nullable String witnesses,
            @Nullable String places,
            @Nullable String anchors,
            long bytes,
            @Nullable ArchiveToFinish archive) {}

    /// The part of a written archive that finishing it takes.
    @Introspected
    record ArchiveToFinish(UUID id, long rows, long sizeBytes, String sha256, Instant fromAt, Instant toAt) {
        static ArchiveToFinish of(WrittenArchive archive) {
            return new ArchiveToFinish(
                    archive.id(),
                    archive.rows(),
                    archive.sizeBytes(),
                    archive.sha256(),
                    archive.fromAt(),
                    archive.toAt());
        }
    }

    ToStore toStore(@Nullable WrittenArchive archive) {
        return new ToStore(
                ids, witnesses, places, anchors, sizeBytes, archive == null ? null : ArchiveToFinish.of(archive));
    }

    static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "the database leaves this out only where there is no row");
    }
}
