package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.step.Step;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists all steps of a project by number: its history.
@Controller("/v1/projects")
final class ListProjectSteps {
    private final ProjectSteps steps;

    ListProjectSteps(ProjectSteps steps) {
        this.steps = steps;
    }

    /// Lists all steps of a project by number.
    @Get("/{key}/steps")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Step> list(
            @PathVariable String key,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor,
            @QueryValue @Nullable Set<String> expand) {
        return steps.page(key, false, limit, cursor, expand);
    }
}
