package dev.waymark.evaluation;

import static dev.waymark.evaluation.EvaluationType.FAILURE;
import static dev.waymark.evaluation.EvaluationType.PARTIAL;
import static dev.waymark.evaluation.EvaluationType.SUCCESS;
import static dev.waymark.evaluation.EvaluationType.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The formula by hand: each case says what it is made of.
final class ConfidenceTest {
    private static final Evidence EXIT_0 = evidence(Evidence.Kind.EXIT_CODE, true, Severity.REQUIRED);
    private static final Evidence EXIT_1 = evidence(Evidence.Kind.EXIT_CODE, false, Severity.REQUIRED);
    private static final Evidence FAILED = evidence(Evidence.Kind.STATUS, false, Severity.REQUIRED);
    private static final Evidence CLEAN = evidence(Evidence.Kind.CLEAN_OUTPUT, true, Severity.OPTIONAL);
    private static final Evidence ERROR_LINE = evidence(Evidence.Kind.OUTPUT, false, Severity.REQUIRED);
    private static final Evidence CHANGE = evidence(Evidence.Kind.UNEXPECTED_CHANGE, false, Severity.WARNING);

    static Stream<Arguments> cases() {
        return Stream.of(
                // nothing: silence
                of(PARTIAL, "0.00"),
                // 0.6
                of(SUCCESS, "0.60", EXIT_0),
                // 1 - 0.4 x 0.8
                of(SUCCESS, "0.68", EXIT_0, CLEAN),
                // 1 - 0.4 x 0.3
                of(SUCCESS, "0.88", EXIT_0, required(0, true)),
                // 1 - 0.4 x 0.3 x 0.3
                of(SUCCESS, "0.96", EXIT_0, required(0, true), required(1, true)),
                // 1 - 0.4 x 0.3^7 = 0.99991: never 1
                of(
                        SUCCESS,
                        "0.99",
                        EXIT_0,
                        required(0, true),
                        required(1, true),
                        required(2, true),
                        required(3, true),
                        required(4, true),
                        required(5, true),
                        required(6, true)),
                // 0.6 x (1 - 0.3 / 2)
                of(SUCCESS, "0.51", EXIT_0, expectation(0, Severity.OPTIONAL, false)),
                // 0.6
                of(FAILURE, "0.60", EXIT_1),
                // 1 - 0.4 x 0.7
                of(FAILURE, "0.72", EXIT_1, FAILED),
                // 1 - 0.4 x 0.5; the second line of the same output adds nothing
                of(FAILURE, "0.80", EXIT_1, ERROR_LINE, ERROR_LINE),
                // 0.7 x (1 - 0.6 / 2): the exit code contradicts
                of(FAILURE, "0.49", EXIT_0, required(0, false)),
                // 0.88 x 0.5
                of(UNEXPECTED, "0.44", EXIT_0, required(0, true), CHANGE),
                // 0.88 x 0.5 x (1 - 0.5 / 2)
                of(UNEXPECTED, "0.33", EXIT_0, required(0, true), CHANGE, expectation(1, Severity.WARNING, false)),
                // 0.6 x 0.5
                of(PARTIAL, "0.30", EXIT_0, expectation(0, Severity.WARNING, false)),
                // 0.7 x 0.6: it holds, and yet it exits with 1
                of(PARTIAL, "0.42", EXIT_1, required(0, true)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFormulaGivesWhatIsWorkedOutByHand(EvaluationType verdict, String confidence, List<Evidence> evidence) {
        assertThat(Verdict.of(evidence)).isEqualTo(verdict);
        assertThat(Confidence.of(verdict, evidence)).isEqualTo(new BigDecimal(confidence));
    }

    private static Arguments of(EvaluationType verdict, String confidence, Evidence... evidence) {
        return Arguments.of(verdict, confidence, Arrays.asList(evidence));
    }

    private static Evidence evidence(Evidence.Kind kind, boolean favourable, Severity severity) {
        return Evidence.of(kind, favourable, kind.name(), null, "$", severity);
    }

    static Evidence required(int place, boolean holds) {
        return expectation(place, Severity.REQUIRED, holds);
    }

    static Evidence expectation(int place, Severity severity, boolean holds) {
        return Evidence.ofExpectation(place, new Expectation("x", "1 == 1", severity), holds, null, "$");
    }
}
