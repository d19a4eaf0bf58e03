package dev.waymark.evaluation;

import dev.waymark.evaluation.Recommendation.Action;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What a verdict recommends, the first thing first.
final class Advice {
    private final Subject subject;
    private final List<Evidence> evidence;
    private final boolean changedSomething;
    private final boolean mayPass;
    private final List<Recommendation> recommendations = new ArrayList<>();

    /// @param mayPass whether the trouble is of a kind that goes away by itself
    private Advice(Subject subject, List<Evidence> evidence, JsonNode changes, boolean mayPass) {
        this.subject = subject;
        this.evidence = evidence;
        this.changedSomething = changes.size() > 0;
        this.mayPass = mayPass;
    }

    static List<Recommendation> of(
            EvaluationType verdict, Subject subject, List<Evidence> evidence, JsonNode changes, boolean mayPass) {
        var advice = new Advice(subject, evidence, changes, mayPass);
        switch (verdict) {
            case SUCCESS -> advice.add(Action.CONTINUE, "nothing speaks against it", false);
            case FAILURE -> advice.ofFailure();
            case UNEXPECTED -> advice.ofUnexpected();
            case PARTIAL -> advice.ofPartial();
        }
        return advice.recommendations;
    }

    private void ofFailure() {
        if (mayPass) {
            add(Action.RETRY, "it could not reach something, which may pass: " + firstTrouble(), true);
        }
        add(Action.CORRECTIVE_STEP, "mend what went wrong: " + firstTrouble(), true);
        if (changedSomething) {
            add(Action.ROLL_BACK_TO, "it failed and changed the system: go back to before it", true);
        }
    }

    private void ofUnexpected() {
        add(Action.ASK_HUMAN, "it worked, and something changed that nobody expected: " + firstTrouble(), true);
        add(Action.ROLL_BACK_TO, "if the change is not wanted: go back to before it", true);
    }

    private void ofPartial() {
        if (evidence.isEmpty()) {
            add(Action.ASK_HUMAN, "nothing shows whether it worked", true);
            return;
        }
        if (evidence.stream().anyMatch(each -> each.is(Evidence.Kind.POLICY))) {
            add(Action.ASK_HUMAN, "it ran without the approval that the project asks for", true);
        }
        if (evidence.stream().anyMatch(each -> !each.favourable() && each.isRequired())) {
            add(Action.ASK_HUMAN, "what was expected holds, and yet there is trouble: " + firstTrouble(), true);
        }
        add(Action.CORRECTIVE_STEP, "mend what is left: " + firstTrouble(), true);
    }

    private String firstTrouble() {
        return evidence.stream()
                .filter(each -> !each.favourable())
                .sorted(java.util.Comparator.comparing(each -> !each.isRequired()))
                .map(each -> each.indicator().rule())
                .findFirst()
                .orElse("nothing is known of it");
    }

    private void add(Action action, String reason, boolean targeted) {
        recommendations.add(new Recommendation(action, reason, targeted ? subject.label() : null));
    }
}
