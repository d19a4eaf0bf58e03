package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AppendOutputTest {
    private final Client client = Functions.shared().newTenant();
    private final UUID command = client.newCommand();
    private final UUID step = client.newStep(command, "{\"command\": \"make\", \"status\": \"executing\"}")
            .id();
    private final String output = "/v1/steps/" + step + "/output";

    private Functions.Answer complete(String more) {
        return client.patch("/v1/steps/" + step, "{\"status\": \"completed\"" + more + "}", "If-Match", "*")
                .expect(200);
    }

    private String result() {
        return client.get("/v1/steps/" + step)
                .expect(200)
                .body()
                .get("execution_result")
                .toString();
    }

    @Test
    void outputIsTheResultWhileTheStepRunsAndAfter() {
        assertThat(result()).isEqualTo("null");
        Functions.Answer first =
                client.post(output, "{\"stdout\": \"a\\u0000\\\"\"}").expect(201);
        assertThat(first.text("/chunk_index")).isEqualTo("0");
        client.post(output, "{\"stderr\": \"oh\\n\", \"stdout\": \"\uD83D\uDE00\"}")
                .expect(201);
        Functions.Answer third = client.post(output, "{\"stderr\": \"\\\\no\"}").expect(201);
        assertThat(third.text("/chunk_index")).isEqualTo("2");
        assertThat(third.text("/output_bytes")).isEqualTo("21");
        String whole = "{\"stderr\":\"oh\\n\\\\no\",\"stdout\":\"a\\u0000\\\"\uD83D\uDE00\"}";
        assertThat(result()).isEqualTo(whole);
        assertThat(complete("").body().get("execution_result").toString()).isEqualTo(whole);
        assertThat(result()).isEqualTo(whole);
    }

    @Test
    void aResultThatIsSentReplacesWhatWasAppended() {
        client.post(output, "{\"stdout\": \"part\"}").expect(201);
        complete(", \"execution_result\": {\"stdout\": \"all\"}");
        assertThat(result()).isEqualTo("{\"stdout\":\"all\"}");
    }

    @Test
    void aSecretInTwoPiecesDoesNotStayInTheResult() {
        client.post(output, "{\"stdout\": \"key AKIAIOSF\"}").expect(201);
        client.post(output, "{\"stdout\": \"ODNN7EXAMPLE\\n\"}").expect(201);
        assertThat(complete("").body().at("/execution_result/stdout").asText()).isEqualTo("key [redacted:awskey]\n");
        assertThat(result()).doesNotContain("AKIA");
    }

    @Test
    void aDurationIsNotKnownWithoutAStart() {
        assertThat(complete("").body().get("duration_ms").isNull()).isTrue();
    }

    @Test
    void theSameKeyAppendsOnce() {
        client.post(output, "{\"stdout\": \"x\"}", "Idempotency-Key", "k").expect(201);
        Functions.Answer again = client.post(output, "{\"stdout\": \"x\"}", "Idempotency-Key", "k")
                .expect(201);
        assertThat(again.headers()).containsEntry("Idempotency-Replayed", "true");
        client.post(output, "{\"stdout\": \"y\"}", "Idempotency-Key", "k").expect(422);
        assertThat(result()).isEqualTo("{\"stderr\":\"\",\"stdout\":\"x\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "completed", "failed", "skipped"})
    void aStepThatDoesNotExecuteTakesNone(String status) {
        UUID other = client.newStep(command, "{\"command\": \"ls\", \"status\": \"" + status + "\"}")
                .id();
        assertThat(client.post("/v1/steps/" + other + "/output", "{\"stdout\": \"x\"}")
                        .expect(409)
                        .problem())
                .isEqualTo("step-is-not-executing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"stdout\": \"\"}",
                "{\"stdout\": \"\", \"stderr\": null}",
                "{\"stdout\": 1}",
                "{\"x\": 1}"
            })
    void whatIsNoOutputIsRefused(String body) {
        client.post(output, body).expect(422);
        assertThat(result()).isEqualTo("null");
    }

    @Test
    void moreThanCouldBeReadBackIsRefusedAndNothingIsLost() {
        String mebibyte = "{\"stdout\": \"" + "x".repeat(1024 * 1024) + "\"}";
        for (int i = 0; i < 4; i++) {
            client.post(output, mebibyte).expect(201);
        }
        Functions.Answer refused = client.post(output, "{\"stderr\": \"y\"}").expect(413);
        assertThat(refused.text("/limit_bytes")).isEqualTo("4194304");
        assertThat(complete("").body().at("/execution_result/stdout").asText()).hasSize(4 * 1024 * 1024);
    }

    @Test
    void manyAtOnceAllArriveInOneOrder() throws Exception {
        List<Callable<Functions.Answer>> appends = IntStream.range(0, 16)
                .mapToObj(i ->
                        (Callable<Functions.Answer>) () -> client.post(output, "{\"stdout\": \"<%d>\"}".formatted(i))
                                .expect(201))
                .toList();
        var indexes = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Functions.Answer> appended : threads.invokeAll(appends)) {
                indexes.add(appended.get().body().get("chunk_index").asInt());
            }
        }
        assertThat(indexes)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 16).boxed().toList());
        assertThat(complete("").body().at("/execution_result/stdout").asText().split("(?<=>)"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 16).mapToObj("<%d>"::formatted).toList());
        assertThat(Pages.texts(Pages.all(client, "/v1/audit-events?subject_id=" + step), "/action"))
                .filteredOn("step.output_appended"::equals)
                .hasSize(16);
    }
}
