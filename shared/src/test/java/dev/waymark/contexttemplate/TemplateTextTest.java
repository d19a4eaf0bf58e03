package dev.waymark.contexttemplate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplateTextTest {
    private static final VariableValues VALUES = new VariableValues(Map.of("a", "1", "b_2", "{{a}}"));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, plain",
                "x{{a}}y, x1y",
                "{{  a\t}}, 1",
                "{{a}}{{a}}, 11",
                "{{b_2}}, {{a}}",
                "{ a } }} {, { a } }} {",
                "\\{{a}}, {{a}}",
                "\\\\{{a}}, \\1",
                "\\\\\\{{a}}, \\{{a}}",
                "\\n \\ {{a}}, \\n \\ 1",
                "{{{a}}}, {1}",
                "{{{{a}}}}, {{1}}",
                "\\{{{a}}, {{{a}}",
            })
    void aTextIsFilledAsTheLanguageSays(String template, String filled) {
        TemplateText text = TemplateText.of(template);

        assertThat(text.flaws()).isEmpty();
        assertThat(VALUES.filled(text)).isEqualTo(filled);
        assertThat(VALUES.lengthOf(text)).isEqualTo(filled.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{", "{{a", "{{a}", "{{ }}", "{{a b}}", "{{1}}", "{{#if}}", "{{a.b}}", "x\\\\{{", "{{a-b}}"})
    void whatBeginsLikeAPlaceholderAndIsNoneIsAFlaw(String template) {
        assertThat(TemplateText.of(template).flaws()).singleElement().asString().startsWith("{{ at character ");
    }

    /// Any text can be said: with its braces escaped it comes out as it was.
    @Property
    void anyTextCanBeSaid(@ForAll("texts") String text) {
        String escaped = text.replaceAll("(\\\\*)\\{\\{", "$1$1\\\\{{");

        TemplateText read = TemplateText.of(escaped);

        assertThat(read.flaws()).isEmpty();
        assertThat(VALUES.filled(read)).isEqualTo(text);
    }

    /// Whatever a value is, it stands there as it is.
    @Property
    void aValueIsNeverReadAsTemplate(@ForAll("texts") String value) {
        VariableValues values = new VariableValues(Map.of("a", value));

        assertThat(values.filled(TemplateText.of("<{{a}}>"))).isEqualTo("<" + value + ">");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("{", "}", "{{", "}}", "\\", "a", "{{a}}", " ", "é", "😀")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }
}
