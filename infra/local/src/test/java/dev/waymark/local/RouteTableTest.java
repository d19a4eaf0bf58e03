package dev.waymark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable table = new RouteTable(List.of(
            new Route("GET", "/v1/projects/{key}/steps/{n}", "Read", true),
            new Route("GET", "/v1/projects/{key}/steps/active", "Read", true),
            new Route("GET", "/v1/projects/{key}", "Read", true),
            new Route("PUT", "/v1/projects/{key}", "Record", true),
            Route.defaultRoute("Read", true)));

    @Test
    void literalSegmentsBeatParameters() {
        assertThat(table.match("GET", "/v1/projects/demo/steps/active").route().key())
                .isEqualTo("GET /v1/projects/{key}/steps/active");
        assertThat(table.match("GET", "/v1/projects/demo/steps/12").route().key())
                .isEqualTo("GET /v1/projects/{key}/steps/{n}");
    }

    @Test
    void theMethodChoosesAmongRoutesOfOnePath() {
        assertThat(table.match("PUT", "/v1/projects/demo").route().function()).isEqualTo("Record");
        assertThat(table.match("GET", "/v1/projects/demo").route().function()).isEqualTo("Read");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/projects/demo",
        "get, /v1/projects/demo",
        "OPTIONS, /v1/projects/demo",
        "GET, /v1/projects/",
        "GET, /v1/projects/demo/",
        "GET, /v1/projects//steps/active",
        "GET, /v1/projects/a/b",
        "GET, /",
        "GET, //v1/projects/demo",
        "GET, /V1/projects/demo"
    })
    void whatFitsNowhereTakesTheDefaultRoute(String method, String path) {
        RouteTable.Match match = table.match(method, path);
        assertThat(match.route().key()).isEqualTo("$default");
        assertThat(match.pathParameters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a%2Fb, a/b",
        "100%25, 100%",
        "%2541, %41",
        "~Li4, ~Li4",
        "a+b, a+b",
        "%2B, +",
        "gr%C3%BC%C3%9Fe, grüße",
        "%F0%9F%A6%86, 🦆",
        "%2e%2E, ..",
        "a%3Fb%23c, a?b#c",
        "S12, S12"
    })
    void pathParametersAreDecodedOnce(String encoded, String decoded) {
        assertThat(table.match("GET", "/v1/projects/" + encoded).pathParameters())
                .isEqualTo(Map.of("key", decoded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%C3", "%ED%A0%80", "%FF"})
    void brokenEncodingIsAProblemOfTheCaller(String encoded) {
        assertThatThrownBy(() -> table.match("GET", "/v1/projects/" + encoded))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST));
    }

    @Test
    void anEncodedSlashDoesNotMakeASegment() {
        assertThat(table.match("GET", "/v1/projects/demo%2Fsteps%2Factive")
                        .route()
                        .key())
                .isEqualTo("GET /v1/projects/{key}");
    }
}
