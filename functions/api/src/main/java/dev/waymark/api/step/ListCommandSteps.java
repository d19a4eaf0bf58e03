package dev.waymark.api.step;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.command.CommandRepository;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.step.Step;
import dev.waymark.step.StepRepository;
import dev.waymark.step.StepRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists the steps of a command in order.
@Controller("/v1/commands")
final class ListCommandSteps {
    private final StepRepository steps;
    private final CommandRepository commands;
    private final StepExpansion expansion;

    ListCommandSteps(StepRepository steps, CommandRepository commands, StepExpansion expansion) {
        this.steps = steps;
        this.commands = commands;
        this.expansion = expansion;
    }

    /// Lists the steps of a command in order.
    @Get("/{id}/steps")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Step> list(
            @PathVariable UUID id,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor,
            @QueryValue @Nullable Set<String> expand) {
        int rows = Paging.limit(limit);
        long after = Cursor.place(cursor, new Cursor.Place(-1, 0)).first();
        List<StepRow> page = steps.pageOfCommand(id, after, rows + 1, Paging.BUDGET_BYTES);
        if (page.isEmpty() && !commands.existsById(id)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such command");
        }
        return expansion.page(page, rows, row -> new Cursor.Place(row.stepIndex(), 0).text(), expand);
    }
}
