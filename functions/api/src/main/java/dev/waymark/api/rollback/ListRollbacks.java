package dev.waymark.api.rollback;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.rollback.Rollback;
import dev.waymark.rollback.RollbackRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists the rollbacks of a project, the newest first, undone ones too.
@Controller("/v1/projects")
final class ListRollbacks {
    private final RollbackRepository rollbacks;

    ListRollbacks(RollbackRepository rollbacks) {
        this.rollbacks = rollbacks;
    }

    /// Lists the rollbacks of a project, the newest first.
    @Get("/{key}/rollbacks")
    @Access(Scope.READ)
    Page<Rollback> list(
            @PathVariable String key, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        long before = Cursor.place(cursor, new Cursor.Place(Long.MAX_VALUE, 0)).first();
        return Paging.page(
                rollbacks.page(key, before, rows + 1),
                rows,
                row -> new Cursor.Place(row.ordinal(), 0).text(),
                Rollback::of);
    }
}
