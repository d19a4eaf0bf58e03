package dev.waymark.api.step;

import dev.waymark.body.Page;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.step.Step;
import dev.waymark.step.StepRepository;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Pages of a project's steps by number.
@Singleton
final class ProjectSteps {
    private final StepRepository steps;
    private final StepExpansion expansion;

    ProjectSteps(StepRepository steps, StepExpansion expansion) {
        this.steps = steps;
        this.expansion = expansion;
    }

    /// The page after the cursor.
    ///
    /// @param activeOnly leaves out what a rollback has made inactive
    Page<Step> page(
            String key,
            boolean activeOnly,
            @Nullable Integer limit,
            @Nullable String cursor,
            @Nullable Set<String> expand) {
        int rows = Paging.limit(limit);
        long after = Cursor.place(cursor, new Cursor.Place(0, 0)).first();
        return expansion.page(
                steps.pageOfProject(key, after, activeOnly, rows + 1, Paging.BUDGET_BYTES),
                rows,
                row -> new Cursor.Place(row.stepNumber(), 0).text(),
                expand);
    }
}
