package dev.waymark.api.evaluation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.caller.Scope;
import dev.waymark.document.ResultCipher;
import dev.waymark.evaluation.Evaluating;
import dev.waymark.evaluation.Evaluation;
import dev.waymark.evaluation.EvaluationRepository;
import dev.waymark.evaluation.NewEvaluation;
import dev.waymark.evaluation.Rules;
import dev.waymark.evaluation.Subject;
import dev.waymark.evaluation.Subjects;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Judges an executed step by rules, or records how somebody outside has judged it.
@Controller("/v1/steps")
final class EvaluateStep {
    private final EvaluationRepository evaluations;
    private final Judge judge;
    private final ResultCipher results;

    EvaluateStep(EvaluationRepository evaluations, Judge judge, ResultCipher results) {
        this.evaluations = evaluations;
        this.judge = judge;
        this.results = results;
    }

    /// Judges an executed step by rules (nothing but `expectations`, or no body), or records an outside evaluation.
    @Post("/{id}/evaluations")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Evaluation> evaluate(@PathVariable UUID id, @Body @Nullable NewEvaluation body) {
        NewEvaluation asked = body == null ? NewEvaluation.BY_RULES : body;
        EvaluationRules.check(asked);
        Judge.Stored stored = asked.isFromOutside() ? fromOutside(id, asked) : byRules(id, asked);
        return Answers.created(stored.evaluations().getFirst(), stored.replayed());
    }

    private Judge.Stored fromOutside(UUID step, NewEvaluation asked) {
        Evaluating evaluating = judge.evaluating(0);
        evaluating.add(asked.id(), step, asked.fromOutside());
        return judge.stored(null, evaluating);
    }

    private Judge.Stored byRules(UUID step, NewEvaluation asked) {
        Subjects subjects = Subjects.of(evaluations.subjectOfStep(step), results);
        if (subjects.kept() != null) {
            return judge.kept(subjects.kept());
        }
        Subject subject = subjects.steps().get(step);
        if (subject == null) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such step");
        }
        subject.requireExecuted();
        var rules = new Rules(subject, asked.expectationsOrNone(), subjects.settings());
        EvaluationRules.raise(rules.flaws(""));
        Evaluating evaluating = judge.evaluating(0);
        evaluating.add(asked.id(), step, "", rules, asked.expectationsOrNone());
        return judge.stored(null, evaluating);
    }
}
