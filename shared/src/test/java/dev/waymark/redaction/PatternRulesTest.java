package dev.waymark.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.re2j.Pattern;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PatternRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "C-\\d{6}",
                "eyJ[A-Za-z0-9_-]{10,500}\\.[A-Za-z0-9_-]{10,500}\\.[A-Za-z0-9_-]{10,500}",
                "(?i)passwor[dt]: \\S+",
                "[A-Z]{2}\\d{2}(?: ?\\d{4}){4,7}",
                "\\x{1F600}+",
                "\\p{Greek}{3,}",
                "[]]x",
                "[[:alpha:])]{3}",
                "\\Q{1000}{1000}\\E"
            })
    void takesWhatPeopleWrite(String pattern) {
        assertThatCode(() -> check(pattern)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "( pattern",
                "a{2,1} pattern",
                "(?=a)b pattern",
                "(a)\\1 pattern",
                "a* matches_nothing",
                "a|$ matches_nothing",
                "(((a{900}){900}){900}){900} cost",
                "(([[:alpha:])]a{999}){999}){999} cost",
                "((a\\Q)\\Eb{999}){999}){999} cost",
                "(([^])]a{999}){999}){999} cost",
                "((\\p{L}a{999}){999}){999} cost",
                "(a{1000}b{1000}c{1000}d{1000}e{1000}f{1000}) cost"
            })
    void refusesWhatIsNoneOrCostsTooMuchOrMarksEverything(String pattern, String code) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> check(pattern));
        assertThat(problem.errors()).extracting(FieldError::code).containsExactly(code);
        assertThat(problem.errors()).extracting(FieldError::pointer).containsExactly("/redaction/patterns/0/pattern");
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        var asked = new RedactionSettings(List.of(
                new RedactionPattern("a", "("), new RedactionPattern("a", "b*"), new RedactionPattern("c", "c")));
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> PatternRules.check(asked));
        assertThat(problem.errors())
                .extracting(FieldError::pointer)
                .containsExactly(
                        "/redaction/patterns/0/pattern", "/redaction/patterns/1/name", "/redaction/patterns/1/pattern");
    }

    /// What is said to cost little is little once it is compiled.
    @Property(tries = 300)
    void theCountOfPartsIsNeverFarBelowWhatCompilingMakes(@ForAll("expressions") String expression) {
        Assume.that(Repetitions.of(expression) <= 5_000);
        assertThat((long) Pattern.compile(expression).programSize())
                .as(expression)
                .isLessThanOrEqualTo(4 * Repetitions.of(expression) + 10);
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.recursive(PatternRulesTest::atoms, PatternRulesTest::larger, 1, 4);
    }

    private static Arbitrary<String> atoms() {
        return Arbitraries.of(
                "a",
                "\\)",
                "\\(",
                "[)]",
                "[^)]",
                "[](]",
                "[[:digit:])]",
                "\\Q(\\E",
                "\\Q)\\E",
                "\\pL",
                "\\p{Greek}",
                "\\x{41}",
                ".",
                "\\\\",
                "[\\]()]");
    }

    private static Arbitrary<String> larger(Arbitrary<String> inner) {
        return Combinators.combine(
                        inner, atoms(), Arbitraries.of("(%s%s)", "(?:%s%s){2,5}", "(%s%s){3}", "(%s|%s)+", "%s%s"))
                .as((one, other, form) -> form.formatted(one, other));
    }

    private static void check(String pattern) {
        PatternRules.check(new RedactionSettings(List.of(new RedactionPattern("a", pattern))));
    }
}
