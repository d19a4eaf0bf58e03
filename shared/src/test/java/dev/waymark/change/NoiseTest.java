package dev.waymark.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import io.micronaut.json.tree.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NoiseTest {
    private static JsonNode read(String json) {
        return StrictJson.read(json.replace('\'', '"'));
    }

    private static StateChanges between(String before, String after, String settings) {
        return StateChanges.between(read(before), read(after), Noise.of(read(settings)));
    }

    @Test
    void aProjectAddsNoise() {
        String settings = "{'noise': {'add': ['/system_info/*/seen_*', '/services_status/flappy']}}";
        StateChanges changes = between(
                "{'system_info': {'a': {'seen_by': 1}, 'b': {'c': {'seen_by': 1}}}, 'services_status': {'flappy': 'running'}}",
                "{'system_info': {'a': {'seen_by': 2}, 'b': {'c': {'seen_by': 2}}}, 'services_status': {}}",
                settings);
        assertThat(changes.noise()).containsExactly("/services_status/flappy", "/system_info/a/seen_by");
        assertThat(changes.summary().get("services")).isNull();
        assertThat(changes.summary().get("system").get("changed").size()).isOne();
    }

    @Test
    void aProjectTakesNoiseAway() {
        String before = "{'system_info': {'load_averages': {'1m': 1, '5m': 1}, 'uptime': 1}}";
        String after = "{'system_info': {'load_averages': {'1m': 2, '5m': 2}, 'uptime': 2}}";
        assertThat(between(before, after, "{}").noise())
                .containsExactly("/system_info/load_averages", "/system_info/uptime");
        StateChanges inner = between(before, after, "{'noise': {'remove': ['/**/1m']}}");
        assertThat(inner.noise()).containsExactly("/system_info/load_averages/5m", "/system_info/uptime");
        assertThat(inner.summary().get("system").get("changed").get(0).get("at").getStringValue())
                .isEqualTo("/load_averages/1m");
        assertThat(between(before, after, "{'noise': {'remove': ['/system_info']}}")
                        .noise())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b,/a/b,true",
        "/a/b,/a,false",
        "/a,/a/b,false",
        "/a/*,/a/b,true",
        "/a/*,/a/b/c,false",
        "/a/**,/a/b/c,true",
        "/**/c,/c,true",
        "/**/c,/a/b/c,true",
        "/**/b/c,/a/b/c/b/c,true",
        "/**/b/*/d,/b/x/b/y/d,true",
        "/a/x*z,/a/xyyz,true",
        "/a/x*z,/a/xyy,false",
        "/a/*x*y*,/a/1x2y3,true",
        "/a/b~1c,/a/b~1c,true",
        "/a//b,/a//b,true"
    })
    void patternsNamePlaces(String pattern, String place, boolean covers) {
        assertThat(new NoisePattern(java.util.Objects.requireNonNull(Pointers.tokens(pattern)))
                        .covers(java.util.Objects.requireNonNull(Pointers.tokens(place))))
                .isEqualTo(covers);
    }

    @Test
    void whatIsWrongWithAPatternIsToldWithItsPlace() {
        assertThat(Noise.errorsIn(read("{'noise': {'add': ['x', '/a~2', 7, '', '/ok', '/%s'], 'remove': {}, 'a/b': []}}"
                        .formatted("x".repeat(500)))))
                .extracting(FieldError::pointer)
                .containsExactly(
                        "/settings/noise/add/0",
                        "/settings/noise/add/1",
                        "/settings/noise/add/2",
                        "/settings/noise/add/3",
                        "/settings/noise/add/5",
                        "/settings/noise/remove",
                        "/settings/noise/a~1b");
        assertThat(Noise.errorsIn(read("{'noise': []}")))
                .extracting(FieldError::pointer)
                .containsExactly("/settings/noise");
        assertThat(Noise.errorsIn(read("{}"))).isEmpty();
        assertThat(Noise.errorsIn(read("{'noise': {'add': ['/a/*']}}"))).isEmpty();
    }

    @Test
    void everyDefaultIsAPattern() {
        String patterns = String.join("', '", Noise.DEFAULT_PATTERNS);
        assertThat(Noise.errorsIn(read("{'noise': {'add': ['" + patterns + "']}}")))
                .isEmpty();
    }
}
