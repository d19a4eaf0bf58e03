package dev.waymark.api.evaluation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.caller.Scope;
import dev.waymark.document.ResultCipher;
import dev.waymark.evaluation.EvaluatedSteps;
import dev.waymark.evaluation.Evaluating;
import dev.waymark.evaluation.EvaluationRepository;
import dev.waymark.evaluation.Expectation;
import dev.waymark.evaluation.Rules;
import dev.waymark.evaluation.StepsToEvaluate;
import dev.waymark.evaluation.Subject;
import dev.waymark.evaluation.Subjects;
import dev.waymark.problem.FieldError;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Judges several executed steps of a command by rules at once: those that the body names, or all that have no
/// evaluation
/// yet. As many statements as for one.
@Controller("/v1/commands")
final class EvaluateSteps {
    /// What the steps of one request may weigh together; a single one may always be judged.
    private static final long BUDGET_BYTES = 32L * 1024 * 1024;

    private final EvaluationRepository evaluations;
    private final Judge judge;
    private final ResultCipher results;

    EvaluateSteps(EvaluationRepository evaluations, Judge judge, ResultCipher results) {
        this.evaluations = evaluations;
        this.judge = judge;
        this.results = results;
    }

    /// Judges the executed steps that `evaluations` names, 1 to 100, or without a body the first ones that have no
    /// evaluation yet.
    @Post("/{id}/evaluations")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<EvaluatedSteps> evaluate(@PathVariable UUID id, @Body @Nullable StepsToEvaluate body) {
        @Nullable List<StepsToEvaluate.OneStep> named = body == null ? null : body.evaluations();
        if (named != null) {
            EvaluationRules.check(named);
        }
        String steps = named == null
                ? null
                : Judge.idsAsJson(
                        named.stream().map(StepsToEvaluate.OneStep::stepId).toList());
        Subjects subjects = Subjects.of(evaluations.subjectsOfCommand(id, steps, BUDGET_BYTES), results);
        if (subjects.kept() != null) {
            return answer(judge.kept(subjects.kept()));
        }
        List<StepsToEvaluate.OneStep> asked = named == null ? all(subjects) : named;
        if (asked.isEmpty()) {
            return HttpResponse.ok(new EvaluatedSteps(List.of(), 0));
        }
        return answer(judge.stored(id, evaluating(asked, subjects)));
    }

    private Evaluating evaluating(List<StepsToEvaluate.OneStep> asked, Subjects subjects) {
        Evaluating evaluating = judge.evaluating(subjects.remaining());
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            StepsToEvaluate.OneStep one = asked.get(i);
            String at = "/evaluations/" + i;
            Subject subject = subjects.steps().get(one.stepId());
            if (subject == null) {
                errors.add(FieldError.at(at + "/step_id", "unknown", "is no step of this command"));
                continue;
            }
            subject.requireExecuted();
            List<Expectation> expectations = one.expectationsOrNone();
            var rules = new Rules(subject, expectations, subjects.settings());
            errors.addAll(rules.flaws(at));
            evaluating.add(one.id(), one.stepId(), at, rules, expectations);
        }
        EvaluationRules.raise(errors);
        return evaluating;
    }

    private static List<StepsToEvaluate.OneStep> all(Subjects subjects) {
        return subjects.steps().keySet().stream()
                .map(step -> new StepsToEvaluate.OneStep(step, null, null))
                .toList();
    }

    private static HttpResponse<EvaluatedSteps> answer(Judge.Stored stored) {
        return Answers.created(EvaluatedSteps.of(stored.evaluations(), stored.remaining()), stored.replayed());
    }
}
