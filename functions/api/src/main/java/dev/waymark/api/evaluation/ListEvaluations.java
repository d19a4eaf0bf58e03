package dev.waymark.api.evaluation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.evaluation.Evaluation;
import dev.waymark.evaluation.EvaluationRepository;
import dev.waymark.evaluation.EvaluationRow;
import dev.waymark.evaluation.EvidenceCipher;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.step.StepRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists the evaluations of a step, the newest first: that one counts.
@Controller("/v1/steps")
final class ListEvaluations {
    private final EvaluationRepository evaluations;
    private final StepRepository steps;
    private final EvidenceCipher evidence;

    ListEvaluations(EvaluationRepository evaluations, StepRepository steps, EvidenceCipher evidence) {
        this.evaluations = evaluations;
        this.steps = steps;
        this.evidence = evidence;
    }

    /// Lists the evaluations of a step, the newest first.
    @Get("/{id}/evaluations")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Evaluation> list(
            @PathVariable UUID id, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        long before = Cursor.place(cursor, new Cursor.Place(Long.MAX_VALUE, 0)).first();
        List<EvaluationRow> page = evaluations.pageOfStep(id, before, rows + 1, Paging.BUDGET_BYTES);
        if (page.isEmpty() && !steps.existsById(id)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such step");
        }
        return Paging.page(
                page,
                rows,
                EvaluationRow::sizeBytes,
                row -> new Cursor.Place(row.position(), 0).text(),
                row -> Evaluation.of(row, evidence));
    }
}
