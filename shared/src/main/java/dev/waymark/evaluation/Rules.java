package dev.waymark.evaluation;

import dev.waymark.change.Noise;
import dev.waymark.change.StateChanges;
import dev.waymark.problem.FieldError;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges one step by rules: the exit code, the status, the output, what was expected, what changed that nobody
/// expected, and whether it ran against the project's policy. The same input gives the same judgement.
public final class Rules {
    private static final JsonNode NOTHING = JsonNode.createObjectNode(Map.of());

    private final Subject subject;
    private final List<Expectation> expectations;
    private final JsonNode changes;
    private final Context context;
    private final List<Evidence> told = new ArrayList<>();
    private boolean mayPass;

    /// Looks at everything but the expectations.
    ///
    /// @param settings of the project: its noise and its output patterns
    public Rules(Subject subject, List<Expectation> expectations, JsonNode settings) {
        this.subject = subject;
        this.expectations = expectations;
        this.changes = subject.isPictured()
                ? StateChanges.between(subject.before(), subject.after(), Noise.of(settings))
                        .summary()
                : NOTHING;
        this.context = new Context(subject.context(changes));
        exitCodeAndStatus();
        output(OutputPatterns.of(settings));
        unexpectedChanges();
        if (subject.violatesPolicy()) {
            tell(
                    Evidence.Kind.POLICY,
                    false,
                    "policy violation",
                    JsonNode.createBooleanNode(true),
                    "$.step.policy_violation",
                    Severity.WARNING);
        }
    }

    /// What predicates see, cut to what these look at, as jsonb can hold it; null where nothing is expected.
    @Nullable
    String contextForDatabase() {
        Set<List<String>> roots = new HashSet<>();
        expectations.forEach(expectation -> roots.addAll(new PredicateText(expectation.predicate()).roots()));
        return expectations.isEmpty() ? null : Context.visible(context.only(roots));
    }

    /// The predicates that must not be run.
    ///
    /// @param at pointer to the evaluation that they stand in
    public List<FieldError> flaws(String at) {
        List<FieldError> flaws = new ArrayList<>();
        for (int i = 0; i < expectations.size(); i++) {
            var predicate = new PredicateText(expectations.get(i).predicate());
            String flaw = predicate.flaw();
            if (flaw == null
                    && predicate.comparesPaths()
                    && Context.values(context.only(predicate.roots()), PredicateText.MAX_COMPARED_VALUES)
                            > PredicateText.MAX_COMPARED_VALUES) {
                flaw = "compares with a path among more than %d values: compare with a literal"
                        .formatted(PredicateText.MAX_COMPARED_VALUES);
            }
            if (flaw != null) {
                flaws.add(FieldError.at(predicatePointer(at, i), "predicate", flaw));
            }
        }
        return flaws;
    }

    static String predicatePointer(String at, int place) {
        return at + "/expectations/" + place + "/predicate";
    }

    /// The judgement, where the expectations came out like this.
    ///
    /// @param outcomes for each expectation whether it holds; null where that is unknown, which is not enough
    public Judgement judgement(List<@Nullable Boolean> outcomes) {
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < expectations.size(); i++) {
            evidence.add(expectation(i, Boolean.TRUE.equals(outcomes.get(i))));
        }
        evidence.addAll(told);
        EvaluationType verdict = Verdict.of(evidence);
        return new Judgement(
                verdict,
                indicators(evidence, true),
                indicators(evidence, false),
                changes,
                Advice.of(verdict, subject, evidence, changes, mayPass),
                Confidence.of(verdict, evidence),
                Judgement.RULES);
    }

    private static List<Indicator> indicators(List<Evidence> evidence, boolean favourable) {
        return evidence.stream()
                .filter(each -> each.favourable() == favourable)
                .map(Evidence::indicator)
                .toList();
    }

    private Evidence expectation(int place, boolean holds) {
        Expectation expectation = expectations.get(place);
        var predicate = new PredicateText(expectation.predicate());
        String path = predicate.firstPath();
        JsonNode saw =
                path == null ? null : context.at(predicate.roots().iterator().next());
        return Evidence.ofExpectation(place, expectation, holds, saw, path == null ? expectation.predicate() : path);
    }

    private void exitCodeAndStatus() {
        Long code = subject.exitCode();
        if (code != null) {
            tell(
                    Evidence.Kind.EXIT_CODE,
                    code == 0,
                    "exit code",
                    JsonNode.createNumberNode(code),
                    "$.result.exit_code",
                    Severity.REQUIRED);
        }
        if (subject.status().equals("failed")) {
            tell(
                    Evidence.Kind.STATUS,
                    false,
                    "status",
                    JsonNode.createStringNode("failed"),
                    "$.step.status",
                    Severity.REQUIRED);
        }
    }

    /// What an output says weighs less where an exit code says that it went well.
    private void output(OutputPatterns patterns) {
        Long code = subject.exitCode();
        Severity trouble = code != null && code == 0 ? Severity.WARNING : Severity.REQUIRED;
        boolean any = false;
        boolean clean = true;
        for (String stream : List.of("stderr", "stdout")) {
            String output = subject.output(stream);
            any |= !output.isBlank();
            for (OutputPatterns.Found found : patterns.in(output, "$.result." + stream)) {
                clean &= !found.trouble();
                mayPass |= found.isTransient();
                tell(
                        Evidence.Kind.OUTPUT,
                        !found.trouble(),
                        "output: " + found.rule(),
                        Context.shown(JsonNode.createStringNode(found.line())),
                        found.at(),
                        found.trouble() ? trouble : Severity.WARNING);
            }
        }
        if (any && clean) {
            tell(Evidence.Kind.CLEAN_OUTPUT, true, "output without errors", null, "$.result", Severity.OPTIONAL);
        }
    }

    private void unexpectedChanges() {
        for (Expected.Change change :
                Expected.of(expectations, subject.expectedImpact()).missingFrom(changes)) {
            tell(
                    Evidence.Kind.UNEXPECTED_CHANGE,
                    false,
                    "unexpected change: " + change.what(),
                    change.item(),
                    change.at(),
                    Severity.WARNING);
        }
    }

    private void tell(
            Evidence.Kind kind, boolean favourable, String rule, @Nullable JsonNode saw, String at, Severity severity) {
        told.add(Evidence.of(kind, favourable, rule, saw, at, severity));
    }
}
