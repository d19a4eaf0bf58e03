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

/// Lists all steps of a project by number: its history.
@Controller("/v1/projects")
final class ListProjectSteps {
    private final StepRepository steps;

    ListProjectSteps(StepRepository steps) {
        this.steps = steps;
    }

    /// Lists all steps of a project by number.
    @Get("/{key}/steps")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Step> list(
            @PathVariable String key, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        long after = Cursor.place(cursor, new Cursor.Place(0, 0)).first();
        return Paging.page(
                steps.pageOfProject(key, after, false, rows + 1, Paging.BUDGET_BYTES),
                rows,
                StepRow::sizeBytes,
                row -> new Cursor.Place(row.stepNumber(), 0).text(),
                Step::of);
    }
}
