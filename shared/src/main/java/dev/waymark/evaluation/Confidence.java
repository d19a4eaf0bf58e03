package dev.waymark.evaluation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How sure a verdict is, from 0.00 to 0.99: a pure function of the verdict and its evidence.
///
/// *Support* of some evidence is the chance that not all of it errs, `1 − Π(1 − reliability)`, over its independent
/// sources; of two from one source the more reliable one counts. With S the support of what is favourable, U that of
/// unexpected changes, and F that of everything else unfavourable:
///
/// | verdict | confidence |
/// |---|---|
/// | success | `S × (1 − (F or U) / 2)` |
/// | failure | `(F or U) × (1 − S / 2)` |
/// | unexpected | `S × U × (1 − F / 2)`: it says two things, and is as sure as both |
/// | partial | `S × (F or U)`: so is this |
///
/// So independent evidence that agrees raises it, a contradiction takes away up to half, no evidence is 0.00, and it is
/// rounded down to two places and never 1: certainty is not to be had from rules.
final class Confidence {
    private static final BigDecimal MOST = new BigDecimal("0.99");

    private Confidence() {}

    static BigDecimal of(EvaluationType verdict, List<Evidence> evidence) {
        return rounded(exact(verdict, evidence));
    }

    /// Before it is rounded.
    static double exact(EvaluationType verdict, List<Evidence> evidence) {
        double favourable =
                support(evidence.stream().filter(Evidence::favourable).toList());
        double unfavourable =
                support(evidence.stream().filter(each -> !each.favourable()).toList());
        return switch (verdict) {
            case SUCCESS -> favourable * (1 - unfavourable / 2);
            case FAILURE -> unfavourable * (1 - favourable / 2);
            case PARTIAL -> favourable * unfavourable;
            case UNEXPECTED -> unexpected(favourable, evidence);
        };
    }

    private static double unexpected(double favourable, List<Evidence> evidence) {
        List<Evidence> changes = evidence.stream()
                .filter(each -> each.is(Evidence.Kind.UNEXPECTED_CHANGE))
                .toList();
        List<Evidence> others = evidence.stream()
                .filter(each -> !each.favourable() && !each.is(Evidence.Kind.UNEXPECTED_CHANGE))
                .toList();
        return favourable * support(changes) * (1 - support(others) / 2);
    }

    private static double support(List<Evidence> evidence) {
        Map<String, Double> bySource = new HashMap<>();
        evidence.forEach(each -> bySource.merge(each.source(), each.reliability(), Math::max));
        double allErr = 1;
        for (double reliability : bySource.values()) {
            allErr *= 1 - reliability;
        }
        return 1 - allErr;
    }

    /// Down, and not half-even: what is nearly certain is not. A billionth more, because 0.3 is a little less as a
    /// double.
    private static BigDecimal rounded(double confidence) {
        return BigDecimal.valueOf(confidence + 1e-9)
                .setScale(2, RoundingMode.DOWN)
                .min(MOST);
    }
}
