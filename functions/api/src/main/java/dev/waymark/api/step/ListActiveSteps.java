package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.step.Step;
import dev.waymark.step.StepRepository;
import dev.waymark.step.StepRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists the steps of a project that no rollback has made inactive, by number.
@Controller("/v1/projects")
final class ListActiveSteps {
    private final StepRepository steps;

    ListActiveSteps(StepRepository steps) {
        this.steps = steps;
    }

    /// Lists the steps of a project that no rollback has made inactive, by number.
    @Get("/{key}/steps/active")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Step> list(
            @PathVariable String key, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        long after = Cursor.place(cursor, new Cursor.Place(0, 0)).first();
        return Paging.page(
                steps.pageOfProject(key, after, true, rows + 1, Paging.BUDGET_BYTES),
                rows,
                StepRow::sizeBytes,
                row -> new Cursor.Place(row.stepNumber(), 0).text(),
                Step::of);
    }
}
