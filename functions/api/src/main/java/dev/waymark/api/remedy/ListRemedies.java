package dev.waymark.api.remedy;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.remedy.Remedy;
import dev.waymark.remedy.RemedyRepository;
import dev.waymark.remedy.RemedyRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists the runbook, the newest remedy first.
@Controller("/v1/remedies")
final class ListRemedies {
    private final RemedyRepository remedies;

    ListRemedies(RemedyRepository remedies) {
        this.remedies = remedies;
    }

    /// Lists the runbook, the newest remedy first.
    @Get
    @Access(Scope.READ)
    Page<Remedy> list(@QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        return Paging.page(
                remedies.page(before.at(), before.id(), rows + 1, Paging.BUDGET_BYTES),
                rows,
                RemedyRow::sizeBytes,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                Remedy::of);
    }
}
