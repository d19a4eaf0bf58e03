package dev.waymark.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;
import org.erdtman.jcs.NumberToJSON;

class CanonicalJsonPropertyTest {
    @Property(tries = 20_000)
    void doublesAgreeWithAnotherImplementation(@ForAll("normalBits") long bits) throws IOException {
        double value = Double.longBitsToDouble(bits);
        assertThat(EcmaScriptNumber.format(value)).isEqualTo(NumberToJSON.serializeNumber(value));
    }

    @Provide
    Arbitrary<Long> normalBits() {
        long sign = Long.MIN_VALUE;
        return Arbitraries.longs()
                .between(Double.doubleToLongBits(Double.MIN_NORMAL), Double.doubleToLongBits(Double.MAX_VALUE))
                .flatMap(bits -> Arbitraries.of(bits, bits | sign));
    }

    @Property(tries = 20_000)
    void roundDoublesAgreeWithAnotherImplementation(@ForAll int digits, @ForAll("exponents") int exponent)
            throws IOException {
        double value = Double.parseDouble(digits + "e" + exponent);
        assertThat(EcmaScriptNumber.format(value)).isEqualTo(NumberToJSON.serializeNumber(value));
    }

    @Provide
    Arbitrary<Integer> exponents() {
        return Arbitraries.integers().between(-307, 290);
    }

    /// The other implementation writes 1e-320 as "0.000…1e-178", so subnormal numbers are compared with the
    /// definition.
    @Property(tries = 10_000)
    void subnormalDoublesAreTheNearestOfTheShortestDecimals(@ForAll("subnormalBits") long bits) {
        double value = Double.longBitsToDouble(bits);
        int digits = 1;
        while (rounded(value, digits).doubleValue() != value) {
            digits++;
        }
        BigDecimal shortest = rounded(value, digits).stripTrailingZeros();
        String mantissa = shortest.unscaledValue().toString();
        String point = mantissa.length() == 1 ? "" : ".";
        assertThat(EcmaScriptNumber.format(value))
                .isEqualTo(mantissa.charAt(0) + point + mantissa.substring(1) + "e"
                        + (mantissa.length() - 1 - shortest.scale()));
    }

    @Provide
    Arbitrary<Long> subnormalBits() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(1, 5_000),
                Arbitraries.longs().between(1, Double.doubleToLongBits(Double.MIN_NORMAL) - 1));
    }

    private static BigDecimal rounded(double value, int digits) {
        return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    @Property
    void readingBackGivesTheSameValue(@ForAll("trees") JsonNode tree) {
        byte[] canonical = CanonicalJson.write(tree);
        assertThat(StrictJson.read(canonical)).isEqualTo(tree);
        assertThat(StrictJson.read(new String(canonical, StandardCharsets.UTF_8)))
                .isEqualTo(tree);
    }

    @Property
    void writingAgainChangesNothing(@ForAll("trees") JsonNode tree) {
        byte[] canonical = CanonicalJson.write(tree);
        assertThat(CanonicalJson.write(StrictJson.read(canonical))).isEqualTo(canonical);
    }

    @Property
    void theOrderOfMembersDoesNotMatter(@ForAll("trees") JsonNode tree) {
        assertThat(CanonicalJson.write(reversed(tree))).isEqualTo(CanonicalJson.write(tree));
    }

    @Property
    void bytesHoldNoNul(@ForAll("trees") JsonNode tree) {
        assertThat(CanonicalJson.write(tree)).doesNotContain(0);
    }

    @Property
    void textAgreesWithAnotherImplementation(@ForAll("texts") String name, @ForAll("texts") String value)
            throws IOException {
        JsonNode tree = JsonNode.createArrayNode(List.of(
                JsonNode.createObjectNode(Map.of(name, JsonNode.createStringNode(value))),
                JsonNode.createObjectNode(Map.of("a", JsonNode.nullNode()))));
        assertThat(CanonicalJson.write(tree))
                .isEqualTo(new JsonCanonicalizer(CanonicalJson.write(tree)).getEncodedUTF8());
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.randomValue(CanonicalJsonPropertyTest::text);
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        return Arbitraries.randomValue(random -> tree(random, 5));
    }

    /// What reading gives, so never a double that the canonical form writes as an integer.
    private static JsonNode tree(Random random, int levels) {
        return switch (random.nextInt(levels == 0 ? 6 : 9)) {
            case 0 -> JsonNode.nullNode();
            case 1 -> JsonNode.createBooleanNode(random.nextBoolean());
            case 2 -> JsonNode.createStringNode(text(random));
            case 3 -> JsonNode.createNumberNode(random.nextLong() >> random.nextInt(64));
            case 4 ->
                JsonNode.createNumberNode(
                        new BigInteger(130, random).setBit(130).negate());
            case 5 -> JsonNode.createNumberNode(fraction(random));
            case 6 -> array(random, levels - 1);
            default -> object(random, levels - 1);
        };
    }

    private static JsonNode array(Random random, int levels) {
        List<JsonNode> elements = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            elements.add(tree(random, levels));
        }
        return JsonNode.createArrayNode(elements);
    }

    private static JsonNode object(Random random, int levels) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            members.put(text(random), tree(random, levels));
        }
        return JsonNode.createObjectNode(members);
    }

    private static double fraction(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) && !EcmaScriptNumber.isWrittenAsInteger(value) ? value : random.nextInt() + 0.5;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(3)) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> random.nextInt(0xD800);
                        default -> 0xE000 + random.nextInt(0x110000 - 0xE000);
                    });
        }
        return text.toString();
    }

    private static JsonNode reversed(JsonNode node) {
        if (node.isArray()) {
            List<JsonNode> elements = new ArrayList<>();
            node.values().forEach(element -> elements.add(reversed(element)));
            return JsonNode.createArrayNode(elements);
        }
        if (!node.isObject()) {
            return node;
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>();
        node.entries().forEach(members::add);
        Collections.reverse(members);
        Map<String, JsonNode> reversed = new LinkedHashMap<>();
        members.forEach(member -> reversed.put(member.getKey(), reversed(member.getValue())));
        return JsonNode.createObjectNode(reversed);
    }
}
