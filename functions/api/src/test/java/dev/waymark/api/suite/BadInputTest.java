package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Functions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every route times every kind of bad input: a problem that says what is wrong, never a 500, and not a row changed.
@Order(1) // by far the longest: the others run beside it
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
    /// Routes that add a row each time and stand in the way of nothing that comes after.
    private static final Set<String> ADDS = Set.of(
            "POST /v1/tenants",
            "POST /v1/api-keys",
            "POST /v1/commands",
            "POST /v1/commands/{id}/steps",
            "POST /v1/agents/{name}/metrics",
            "POST /v1/steps/{id}/evaluations");

    /// Its own, so that any row that changes anywhere was changed by the request at hand.
    private Functions functions;

    private LedgerCopies ledgers;
    private Ledger ledger;
    private RowWatch watch;

    @BeforeAll
    void start() {
        functions = new Functions();
        ledgers = new LedgerCopies(functions);
        ledger = ledgers.next();
        watch = new RowWatch(functions.database());
    }

    @AfterAll
    void stop() {
        ledgers.close();
        watch.close();
        functions.close();
    }

    @TestFactory
    Stream<DynamicContainer> everyRouteRefusesBadInput() {
        return functions.routeKeys().stream().map(route -> {
            Map<Boolean, List<BadInput>> inputs = BadInput.all(Sample.of(route), ledgers.first()).stream()
                    .collect(Collectors.partitioningBy(BadInput::mayBeTaken));
            // looked at once for the refusals that follow each other
            DynamicTest nothingWritten = DynamicTest.dynamicTest("nothing was written", watch::assertNothingChanged);
            return DynamicContainer.dynamicContainer(
                    route,
                    Stream.of(
                                    tests(inputs.get(false), this::checkRefused),
                                    Stream.of(nothingWritten),
                                    tests(inputs.get(true), this::check))
                            .flatMap(all -> all));
        });
    }

    private static Stream<DynamicTest> tests(List<BadInput> inputs, Consumer<BadInput> check) {
        return inputs.stream().map(input -> DynamicTest.dynamicTest(input.name(), () -> check.accept(input)));
    }

    private void check(BadInput input) {
        Functions.Answer answer = input.send(functions, ledger);
        assertThat(answer.status()).as("%s", answer.body()).isIn(input.statuses());
        if (answer.status() >= 400) {
            assertIsProblem(answer);
            watch.assertNothingChanged();
        } else {
            if (!input.sample().method().equals("GET")
                    && !ADDS.contains(input.sample().route())) {
                ledger = ledgers.next();
            }
            watch.begin();
        }
    }

    private void checkRefused(BadInput input) {
        Functions.Answer answer = input.send(functions, ledger);
        assertThat(answer.status()).as("%s", answer.body()).isIn(input.statuses());
        assertIsProblem(answer);
        if (answer.status() == 413) {
            assertThat(answer.body().get("limit_bytes").asLong()).isPositive();
        }
    }

    private static void assertIsProblem(Functions.Answer answer) {
        JsonNode problem = answer.body();
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(problem.get("type").asText()).startsWith("https://waymark.dev/problems/");
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("status").asInt()).isEqualTo(answer.status());
        assertThat(problem.get("detail").asText()).isNotBlank();
        assertThat(problem.get("instance").asText()).startsWith("/v1/");
        assertThat(problem.get("request_id").asText()).isNotBlank();
        assertThat(problem.get("retryable").isBoolean()).isTrue();
        assertThat(problem.toString()).doesNotContain("Exception", "PSQL", "ERROR:", "dev.waymark.api", "SQLSTATE");
        if (answer.status() == 422 && answer.problem().equals("invalid-request")) {
            assertThat(problem.get("errors")).isNotEmpty();
            for (JsonNode error : problem.get("errors")) {
                assertThat(error.has("pointer") && error.has("code") && error.has("detail"))
                        .isTrue();
            }
        }
    }
}
