package dev.waymark.api.retention;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.retention.RetentionRun;
import dev.waymark.retention.RetentionRunRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists the sweeps of a tenant. Those of the schedule that had nothing to do are listed for a week.
@Controller("/v1/retention-runs")
final class ListRetentionRuns {
    private final RetentionRunRepository runs;

    ListRetentionRuns(RetentionRunRepository runs) {
        this.runs = runs;
    }

    /// Lists the sweeps, the newest first, with what each did.
    @Get
    @Access(Scope.READ)
    Page<RetentionRun> list(@QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        return Paging.page(
                runs.page(before.at(), before.id(), rows + 1),
                rows,
                row -> new Cursor.Moment(row.startedAt(), row.id()).text(),
                RetentionRun::of);
    }
}
