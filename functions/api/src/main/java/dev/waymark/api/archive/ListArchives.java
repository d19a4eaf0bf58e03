package dev.waymark.api.archive;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Period;
import dev.waymark.archive.Archive;
import dev.waymark.archive.ArchiveRepository;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.retention.RetentionKind;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Lists archives, the newest first, and what each holds.
@Controller("/v1/archives")
final class ListArchives {
    private final ArchiveRepository archives;

    ListArchives(ArchiveRepository archives) {
        this.archives = archives;
    }

    /// Lists archives that have rows of a stretch of time, the newest archive first.
    @Get
    @Access(Scope.READ)
    Page<Archive> list(
            @QueryValue @Nullable RetentionKind kind,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        Period period = Period.of(from, to);
        return Paging.page(
                archives.page(
                        kind == null ? null : kind.word(),
                        period.from(),
                        period.to(),
                        before.at(),
                        before.id(),
                        rows + 1),
                rows,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                Archive::of);
    }
}
