package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.step.Step;
import dev.waymark.step.StepRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists all steps of a project by number: its history.
@Controller("/v1/projects")
final class ListProjectSteps {
    private final StepRepository steps;
    private final StepExpansion expansion;

    ListProjectSteps(StepRepository steps, StepExpansion expansion) {
        this.steps = steps;
        this.expansion = expansion;
    }

    /// Lists all steps of a project by number.
    @Get("/{key}/steps")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Step> list(
            @PathVariable String key,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor,
            @QueryValue @Nullable Set<String> expand) {
        int rows = Paging.limit(limit);
        long after = Cursor.place(cursor, new Cursor.Place(0, 0)).first();
        return expansion.page(
                steps.pageOfProject(key, after, false, rows + 1, Paging.BUDGET_BYTES),
                rows,
                row -> new Cursor.Place(row.stepNumber(), 0).text(),
                expand);
    }
}
