package dev.waymark.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Evidence that agrees never lowers the confidence in a verdict, and evidence that contradicts never raises it.
final class ConfidencePropertyTest {
    @Property
    void independentEvidenceThatAgreesRaisesIt(
            @ForAll("evidence") List<Evidence> evidence,
            @ForAll("severities") Severity severity,
            @ForAll EvaluationType verdict) {
        Evidence more = ConfidenceTest.expectation(1_000, severity, verdict != EvaluationType.FAILURE);
        double before = Confidence.exact(verdict, evidence);
        double after = Confidence.exact(verdict, with(evidence, more));

        assertThat(of(verdict, with(evidence, more))).isGreaterThanOrEqualTo(of(verdict, evidence));
        // where one of two things that both must be so is not shown at all, more of the other shows nothing
        if (before > 0) {
            assertThat(after).isGreaterThan(before);
        }
    }

    @Property
    void aContradictionNeverRaisesIt(
            @ForAll("evidence") List<Evidence> evidence,
            @ForAll("severities") Severity severity,
            @ForAll EvaluationType verdict) {
        Evidence against = ConfidenceTest.expectation(1_000, severity, verdict == EvaluationType.FAILURE);
        if (verdict == EvaluationType.PARTIAL) {
            return; // it says that both are so: nothing contradicts it
        }
        assertThat(of(verdict, with(evidence, against))).isLessThanOrEqualTo(of(verdict, evidence));
    }

    @Property
    void itIsFromNothingToNearlyCertain(@ForAll("evidence") List<Evidence> evidence, @ForAll EvaluationType verdict) {
        assertThat(of(verdict, evidence)).isBetween(0.0, 0.99);
    }

    @Property
    void theSameSourceAgainChangesNothing(@ForAll("evidence") List<Evidence> evidence, @ForAll EvaluationType verdict) {
        List<Evidence> twice = new ArrayList<>(evidence);
        twice.addAll(evidence);
        assertThat(of(verdict, twice)).isEqualTo(of(verdict, evidence));
    }

    @Property
    void silenceIsNoSuccess(@ForAll("evidence") List<Evidence> evidence) {
        if (evidence.stream().noneMatch(Evidence::favourable)) {
            assertThat(Verdict.of(evidence)).isNotEqualTo(EvaluationType.SUCCESS);
        }
    }

    @Provide
    Arbitrary<List<Evidence>> evidence() {
        Arbitrary<Evidence> expectations = Combinators.combine(
                        Arbitraries.integers().between(0, 9), severities(), Arbitraries.of(true, false))
                .as(ConfidenceTest::expectation);
        Arbitrary<Evidence> others = Combinators.combine(
                        Arbitraries.of(Evidence.Kind.class).filter(kind -> kind != Evidence.Kind.EXPECTATION),
                        severities(),
                        Arbitraries.of(true, false))
                .as((kind, severity, favourable) -> Evidence.of(
                        kind, favourable && kind != Evidence.Kind.UNEXPECTED_CHANGE, kind.name(), null, "$", severity));
        return Arbitraries.oneOf(expectations, others).list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<Severity> severities() {
        return Arbitraries.of(Severity.class);
    }

    private static List<Evidence> with(List<Evidence> evidence, Evidence more) {
        List<Evidence> all = new ArrayList<>(evidence);
        all.add(more);
        return all;
    }

    private static double of(EvaluationType verdict, List<Evidence> evidence) {
        return Confidence.of(verdict, evidence).doubleValue();
    }
}
