package dev.waymark.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class MetadataFilterTest {
    @Test
    void nothingAskedForLetsEverythingPass() {
        assertThat(MetadataFilter.of(Map.of("limit", "3")).json()).isNull();
    }

    @Test
    void aWordIsTextAlone() {
        assertThat(json("metadata.source", "loop")).isEqualTo("[{\"source\":\"loop\"}]");
    }

    @Test
    void aNumberABooleanAndNullAreFoundAsTheyAreAndAsText() {
        assertThat(json("metadata.step", "3")).isEqualTo("[{\"step\":\"3\"},{\"step\":3}]");
        assertThat(json("metadata.step", "-1")).isEqualTo("[{\"step\":\"-1\"},{\"step\":-1}]");
        assertThat(json("metadata.at", "2.5e3")).isEqualTo("[{\"at\":\"2.5e3\"},{\"at\":2500}]");
        assertThat(json("metadata.done", "true")).isEqualTo("[{\"done\":\"true\"},{\"done\":true}]");
        assertThat(json("metadata.by", "null")).isEqualTo("[{\"by\":\"null\"},{\"by\":null}]");
    }

    @Test
    void whatOnlyLooksLikeANumberIsText() {
        for (String text : new String[] {"03", "+1", "1.", ".5", "0x10", "NaN", "1e999", "1".repeat(40), " 1", "1 "}) {
            assertThat(MetadataFilter.of(Map.of("metadata.x", text)).alternatives())
                    .as(text)
                    .containsExactly(StrictJson.read("{\"x\": \"" + text + "\"}"));
        }
    }

    @Test
    void dotsGoDownAndEscapedOnesDoNot() {
        assertThat(json("metadata.a.b.c", "x")).isEqualTo("[{\"a\":{\"b\":{\"c\":\"x\"}}}]");
        assertThat(json("metadata.a\\.b.c", "x")).isEqualTo("[{\"a.b\":{\"c\":\"x\"}}]");
        assertThat(json("metadata.a\\\\.b", "x")).isEqualTo("[{\"a\\\\\":{\"b\":\"x\"}}]");
    }

    @Test
    void severalFiltersHoldTogetherInEveryReading() {
        assertThat(json("metadata.a.x", "1", "metadata.a.y", "z", "metadata.b", "true"))
                .isEqualTo(
                        "[{\"a\":{\"x\":\"1\",\"y\":\"z\"},\"b\":\"true\"},{\"a\":{\"x\":\"1\",\"y\":\"z\"},\"b\":true},"
                                + "{\"a\":{\"x\":1,\"y\":\"z\"},\"b\":\"true\"},{\"a\":{\"x\":1,\"y\":\"z\"},\"b\":true}]");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        var query = new LinkedHashMap<String, String>();
        query.put("metadata.", "x");
        query.put("metadata.a..b", "x");
        query.put("metadata.nul", "\u0000");
        query.put("metadata.half", "\ud800");
        query.put("metadata.deep" + ".x".repeat(16), "x");
        query.put("metadata.v", "1");
        query.put("metadata.v.w", "1");
        assertThatThrownBy(() -> MetadataFilter.of(query))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldError::code)
                                .containsExactlyInAnyOrder(
                                        "format", "format", "nul", "lone_surrogate", "too_deep", "conflict"));
    }

    @Test
    void tooManyFiltersAreRefused() {
        var query = new LinkedHashMap<String, String>();
        for (int i = 0; i <= MetadataFilter.MAX_FILTERS; i++) {
            query.put("metadata.k" + i, "1");
        }
        assertThatThrownBy(() -> MetadataFilter.of(query))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldError::code)
                                .containsExactly("size"));
    }

    /// Whatever stands in name and value stays inside of one string each.
    @Property
    void namesAndValuesNeverLeaveTheirPlace(
            @ForAll
                    @AlphaChars
                    @Chars({'"', '\'', '\\', '{', '}', '[', ']', ':', ',', '$', '%', ';', '-', '\n', 'é'})
                    @StringLength(min = 1, max = 12)
                    String name,
            @ForAll
                    @AlphaChars
                    @Chars({'"', '\'', '\\', '{', '}', '[', ']', ':', ',', '$', '%', ';', '-', '\n', '.'})
                    @StringLength(max = 12)
                    String value) {
        String escaped = name.replace("\\", "\\\\").replace(".", "\\.");
        MetadataFilter filter = MetadataFilter.of(Map.of(MetadataFilter.PREFIX + escaped, value));
        JsonNode wanted = JsonNode.createObjectNode(Map.of(name, JsonNode.createStringNode(value)));
        assertThat(filter.alternatives().getFirst()).isEqualTo(wanted);
        JsonNode read = StrictJson.read(String.valueOf(filter.json()));
        assertThat(read.size()).isEqualTo(filter.alternatives().size());
        assertThat(new String(CanonicalJson.write(read), StandardCharsets.UTF_8))
                .isEqualTo(filter.json());
    }

    private static String json(String... parameters) {
        var query = new LinkedHashMap<String, String>();
        for (int i = 0; i < parameters.length; i += 2) {
            query.put(parameters[i], parameters[i + 1]);
        }
        return String.valueOf(MetadataFilter.of(query).json());
    }
}
