package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.StepNumber;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.step.Step;
import dev.waymark.step.StepRepository;
import dev.waymark.step.StepRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads a step, by id or by its number in the project, with its snapshots and its agent's configuration
/// where asked, and with a result that an archive alone has.
@Controller("/v1")
final class GetStep {
    private final StepRepository steps;
    private final StepExpansion expansion;

    GetStep(StepRepository steps, StepExpansion expansion) {
        this.steps = steps;
        this.expansion = expansion;
    }

    /// Reads a step by its id.
    @Get("/steps/{id}")
    @Access(value = Scope.READ, agentKeys = true)
    Step get(@PathVariable UUID id, @QueryValue @Nullable Set<String> expand) {
        return shown(steps.findById(id), expand);
    }

    /// Reads a step by its number in its project.
    @Get("/projects/{key}/steps/{n}")
    @Access(value = Scope.READ, agentKeys = true)
    Step getByNumber(@PathVariable String key, @PathVariable StepNumber n, @QueryValue @Nullable Set<String> expand) {
        return shown(steps.findByNumber(key, n.value()), expand);
    }

    private Step shown(Optional<StepRow> found, @Nullable Set<String> expand) {
        StepRow row = found.orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such step"));
        return expansion.of(row, expand);
    }
}
