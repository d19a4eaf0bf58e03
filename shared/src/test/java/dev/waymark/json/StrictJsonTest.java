package dev.waymark.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "nul",
                "01",
                "+1",
                "1.",
                ".5",
                "1e",
                "NaN",
                "-Infinity",
                "\"a\nb\"",
                "\"\\x\"",
                "\"\\u12\"",
                "1 2",
                "{} x",
                "{}]",
                "// c\n1",
                "\uFEFF1",
                "[1 2]",
                "{\"a\" 1}",
                "tru\u00e9"
            })
    void refusesWhatIsNotJson(String text) {
        assertThat(problemOf(text).type()).isEqualTo(ProblemType.UNREADABLE_BODY);
        assertThat(problemOf(utf8(text)).type()).isEqualTo(ProblemType.UNREADABLE_BODY);
    }

    @Test
    void namesLineAndColumnOfMalformedJson() {
        assertThat(problemOf("{\n  \"a\": }").detail()).startsWith("Line 2, column 8: ");
    }

    @Test
    void neverEchoesHugeContent() {
        assertThat(problemOf("[" + "x".repeat(1_000_000)).detail().length()).isLessThan(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c080",
                "c1bf",
                "e08080",
                "eda080",
                "edbfbf",
                "f08080af",
                "f4908080",
                "f5808080",
                "c3",
                "e282",
                "f09f98",
                "c328",
                "ff",
                "fe"
            })
    void refusesBytesThatAreNotUtf8(String hex) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(utf8("[\"eight by"));
        bytes.writeBytes(HexFormat.of().parseHex(hex));
        bytes.writeBytes(utf8("\"]"));
        assertThat(problemOf(bytes.toByteArray()).type()).isEqualTo(ProblemType.UNREADABLE_BODY);
    }

    @Test
    void refusesUtf16() {
        assertThat(problemOf("{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)).type())
                .isEqualTo(ProblemType.UNREADABLE_BODY);
        assertThat(problemOf("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)).type())
                .isEqualTo(ProblemType.UNREADABLE_BODY);
    }

    @Test
    void readsEveryPlaneOfUnicode() {
        String text = "\u0000 a \u007f \u0080 \u07ff \u0800 \ud7ff \ue000 \uffff \ud800\udc00 \udbff\udfff";
        JsonNode written = JsonNode.createStringNode(text);
        assertThat(StrictJson.read(CanonicalJson.write(written))).isEqualTo(written);
        assertThat(StrictJson.read("\"\\ud83d\\ude00\"").getStringValue()).isEqualTo("😀");
    }

    @Test
    void tellsAllThatCannotBeKeptAtOnce() {
        ProblemException problem = problemOf(
                "{\"a\":[\"\\ud800\",1e400],\"b/~\":{\"x\":1,\"x\":2},\"\\udc00\":-1e999,\"c\":\"\\udc00\\ud800\"}");
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST);
        assertThat(problem.errors())
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly(
                        tuple("/a/0", "lone_surrogate"),
                        tuple("/a/1", "number_range"),
                        tuple("/b~1~0/x", "duplicate"),
                        tuple("/\uFFFD", "lone_surrogate"),
                        tuple("/\uFFFD", "number_range"),
                        tuple("/c", "lone_surrogate"));
    }

    @Test
    void refusesHalfAPairInAMemberNameAsBytesToo() {
        for (String name : new String[] {"\\ud800", "\\udc00", "a\\ud800b", "\\udc00\\ud800", "\\ud800\\u0041"}) {
            ProblemException problem = catchThrowableOfType(
                    ProblemException.class,
                    () -> StrictJson.read(("{\"b\": {\"" + name + "\": 1}}").getBytes(StandardCharsets.UTF_8)));
            assertThat(problem.errors()).extracting(FieldError::code).containsExactly("lone_surrogate");
        }
    }

    @Test
    void stopsListingAtTheLimit() {
        String many = "[" + "\"\\ud800\",".repeat(5_000) + "1]";
        assertThat(problemOf(many).errors()).hasSize(StrictJson.MAX_ERRORS);
    }

    @Test
    void malformedJsonWinsOverWhatCannotBeKept() {
        assertThat(problemOf("[\"\\ud800\", ").type()).isEqualTo(ProblemType.UNREADABLE_BODY);
    }

    @Test
    void readsUpToTheDepthLimitAndNoDeeper() {
        int limit = StrictJson.MAX_DOCUMENT_DEPTH + StrictJson.MAX_ENVELOPE_DEPTH;
        assertThat(StrictJson.read("[".repeat(limit) + "]".repeat(limit)).isArray())
                .isTrue();
        ProblemException problem = problemOf("[".repeat(limit + 1) + "]".repeat(limit + 1));
        assertThat(problem.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("too_deep");
            assertThat(error.pointer()).isEqualTo("/0".repeat(limit));
        });
    }

    @Test
    void survivesFourMebibytesOfBrackets() {
        assertThat(problemOf(utf8("[".repeat(4 << 20))).errors())
                .extracting(FieldError::code)
                .containsExactly("too_deep");
        assertThat(problemOf(utf8("{\"a\":".repeat(800_000))).errors())
                .extracting(FieldError::code)
                .containsExactly("too_deep");
    }

    @Test
    void keepsIntegersExactAndMakesOtherNumbersDoubles() {
        assertThat(numberOf("9007199254740993")).isEqualTo(9007199254740993L);
        assertThat(numberOf("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(numberOf("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(numberOf("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(numberOf("0.1")).isEqualTo(0.1);
        assertThat(numberOf("1e21")).isEqualTo(1e21);
        assertThat(numberOf("1e-400")).isEqualTo(0L);
        assertThat(numberOf("-0.0")).isEqualTo(0L);
        assertThat(numberOf("3.0")).isEqualTo(3L);
        assertThat(numberOf("1.5e20")).isEqualTo(new BigInteger("150000000000000000000"));
    }

    @Test
    void boundsTheLengthOfIntegersOnly() {
        assertThat(numberOf("9".repeat(1_000))).isEqualTo(new BigInteger("9".repeat(1_000)));
        assertThat(problemOf("[" + "9".repeat(1_001) + "]").errors())
                .containsExactly(FieldError.at("/0", "number_range", "an integer has at most 1000 digits"));
        assertThat(problemOf("-" + "9".repeat(4 << 20)).errors()).hasSize(1);
        assertThat(numberOf("0." + "1".repeat(5_000))).isEqualTo(0.1111111111111111);
    }

    @Test
    void keepsTheOrderOfMembersAndEmptyNames() {
        assertThat(StrictJson.read("{\"b\":1,\"\":2,\"a\":null}").entries())
                .extracting(Map.Entry::getKey)
                .containsExactly("b", "", "a");
    }

    @Test
    void takesNamesAndStringsOfAnyLength() {
        String text = "n".repeat(25_000_000);
        assertThat(StrictJson.read(utf8("{\"" + "k".repeat(60_000) + "\":\"" + text + "\"}"))
                        .size())
                .isOne();
    }

    private static Number numberOf(String text) {
        return StrictJson.read(utf8(text)).getNumberValue();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ProblemException problemOf(String text) {
        return catchThrowableOfType(ProblemException.class, () -> StrictJson.read(text));
    }

    private static ProblemException problemOf(byte[] utf8) {
        return catchThrowableOfType(ProblemException.class, () -> StrictJson.read(utf8));
    }
}
