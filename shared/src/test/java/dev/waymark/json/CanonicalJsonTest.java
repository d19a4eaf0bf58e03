package dev.waymark.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
    /// RFC 8785, appendix B, and the limits of the forms. Integers below 1e21 are told apart elsewhere.
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "0000000000000002, 1e-323",
        "0000000000000003, 1.5e-323",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesDoublesAsEcmaScriptDoes(String bits, String text) {
        double value = Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(bits));
        assertThat(canonical(JsonNode.createNumberNode(value))).isEqualTo(text);
    }

    @Test
    void sortsMembersByUtf16Units() {
        String text =
                "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}";
        assertThat(canonical(text)).isEqualTo("{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}");
    }

    @Test
    void escapesAsLittleAsItMust() {
        assertThat(canonical("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\u0000\\u007f\\b\\t\\f\\r\""))
                .isEqualTo("\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\u0000\u007f\\b\\t\\f\\r\"");
    }

    @Test
    void writesTheExampleOfRfc8785() {
        String text = """
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}""";
        assertThat(canonical(text))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void tellsNeighbouringIntegersApart() {
        assertThat(canonical("[9007199254740992,9007199254740993,9223372036854775807,123456789012345678901234567890]"))
                .isEqualTo("[9007199254740992,9007199254740993,9223372036854775807,123456789012345678901234567890]");
    }

    @Test
    void writesDecimalsAsTheyWouldBeRead() {
        assertThat(canonical(JsonNode.createNumberNode(new BigDecimal("1.50")))).isEqualTo("1.5");
        assertThat(canonical(JsonNode.createNumberNode(new BigDecimal("7.00")))).isEqualTo("7");
        assertThat(canonical(JsonNode.createNumberNode(7))).isEqualTo("7");
        assertThat(canonical(JsonNode.createNumberNode(BigInteger.TEN.pow(30)))).isEqualTo("1" + "0".repeat(30));
    }

    @Test
    void writesEmptyContainers() {
        assertThat(canonical(" { \"a\" : [ ] , \"\" : { } } ")).isEqualTo("{\"\":{},\"a\":[]}");
    }

    @Test
    void refusesWhatJsonCannotHold() {
        JsonNode nan = JsonNode.createNumberNode(Double.NaN);
        JsonNode half = JsonNode.createStringNode("a\ud800");
        assertThatThrownBy(() -> CanonicalJson.write(nan)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.write(half)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void digestNamesTheContent() {
        Digest digest = Digest.of("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(digest.hex()).isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(Digest.ofHex(digest.hex())).isEqualTo(digest).hasSameHashCodeAs(digest);
        assertThat(Digest.of(new byte[0])).isNotEqualTo(digest);
        assertThatThrownBy(() -> Digest.ofHex("00")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rawJsonIsEqualByItsText() {
        RawJson raw = RawJson.of(StrictJson.read("{\"b\":1,\"a\":2}"));
        assertThat(raw)
                .hasToString("{\"a\":2,\"b\":1}")
                .isEqualTo(new RawJson(raw.utf8().clone()));
        assertThat(raw.node()).isEqualTo(StrictJson.read("{\"b\":1,\"a\":2}"));
    }

    private static String canonical(String text) {
        return canonical(StrictJson.read(text));
    }

    private static String canonical(JsonNode node) {
        return new String(CanonicalJson.write(node), StandardCharsets.UTF_8);
    }
}
