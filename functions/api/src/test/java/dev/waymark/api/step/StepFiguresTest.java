package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StepFiguresTest {
    private final Client client = Functions.shared().newTenant();
    private final UUID command = client.newCommand();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prompt_tokens': 1, 'completion_tokens': 2} | {'prompt_tokens':1,'completion_tokens':2,'total_tokens':3,'cost_usd':null}",
                "{'prompt_tokens': 1, 'completion_tokens': 2, 'total_tokens': 9} | {'prompt_tokens':1,'completion_tokens':2,'total_tokens':9,'cost_usd':null}",
                "{'prompt_tokens': 1} | {'prompt_tokens':1,'completion_tokens':null,'total_tokens':null,'cost_usd':null}",
                "{'total_tokens': 9223372036854775807} | {'prompt_tokens':null,'completion_tokens':null,'total_tokens':9223372036854775807,'cost_usd':null}",
                "{'cost_usd': 0.0000005} | {'prompt_tokens':null,'completion_tokens':null,'total_tokens':null,'cost_usd':0.0}",
                "{'cost_usd': 0.0000015} | {'prompt_tokens':null,'completion_tokens':null,'total_tokens':null,'cost_usd':2.0E-6}",
                "{'cost_usd': 0.1234567} | {'prompt_tokens':null,'completion_tokens':null,'total_tokens':null,'cost_usd':0.123457}",
                "{'cost_usd': 12345678} | {'prompt_tokens':null,'completion_tokens':null,'total_tokens':null,'cost_usd':1.2345678E7}",
                "{} | null"
            })
    void tokensAreSummedAndCostIsRoundedHalfEvenToAMillionth(String sent, String stored) {
        Functions.Answer step =
                record("\"token_usage\": " + sent.replace('\'', '"')).expect(201);
        assertThat(step.body().get("token_usage").toString()).isEqualTo(stored.replace('\'', '"'));
        assertThat(client.get("/v1/steps/" + step.id()).body()).isEqualTo(step.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt_tokens\": -1}",
                "{\"cost_usd\": -0.01}",
                "{\"cost_usd\": 100000000}",
                "{\"cost_usd\": \"1\"}",
                "{\"prompt_tokens\": 1.5}",
                "{\"total_tokens\": 9223372036854775808}",
                "{\"cost_usd\": 1e300}",
                "{\"zzz\": 1}",
                "[]"
            })
    void figuresThatCannotBeAreRefused(String usage) {
        assertThat(record("\"token_usage\": " + usage).expect(422).text("/errors/0/pointer"))
                .startsWith("/token_usage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123456789abcdef0123456789abcdef01234567",
                "0123456789ABCDEF0123456789ABCDEF01234567",
                "ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
            })
    void commitsHave40Or64HexDigitsAndAreKeptInLowerCase(String sha) {
        Functions.Answer step = record(
                        "\"commit_sha_before\": \"%s\", \"commit_sha_after\": \"%s\"".formatted(sha, sha))
                .expect(201);
        String lower = sha.toLowerCase(java.util.Locale.ROOT);
        assertThat(step.text("/commit_sha_before")).isEqualTo(lower);
        assertThat(client.get("/v1/steps/" + step.id()).text("/commit_sha_after"))
                .isEqualTo(lower);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "0123456789abcdef0123456789abcdef0123456",
                "g123456789abcdef0123456789abcdef01234567",
                "0123456789abcdef0123456789abcdef01234567\\n"
            })
    void anythingElseIsNoCommit(String sha) {
        assertThat(record("\"commit_sha_after\": \"%s\"".formatted(sha))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/commit_sha_after");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T10:00:00Z, 2026-11-20T10:00:00Z, 0",
        "2026-11-20T10:00:00Z, 2026-11-20T10:00:02.5Z, 2500",
        "2026-11-20T10:00:00Z, 2026-11-20T10:00:00.000499Z, 0",
        "2026-11-20T10:00:00Z, 2026-11-20T10:00:00.0005Z, 1",
        "2026-11-20T10:00:00.000001Z, 2026-11-20T10:00:00.001501999Z, 2",
        "2026-11-20T23:00:00-01:00, 2026-11-21T01:00:00+01:00, 0",
        "1583-01-01T00:00:00Z, 9999-12-31T23:59:59.999999Z, 265614854400000"
    })
    void theDurationFollowsFromBothTimes(String started, String ended, long durationMs) {
        Functions.Answer step = record("\"started_at\": \"%s\", \"ended_at\": \"%s\"".formatted(started, ended))
                .expect(201);
        assertThat(step.text("/duration_ms")).isEqualTo(String.valueOf(durationMs));
        assertThat(client.get("/v1/steps/" + step.id()).body()).isEqualTo(step.body());
    }

    @Test
    void aCostThatIsRoundedOutOfItsRangeIsRefused() {
        assertThat(record("\"token_usage\": {\"cost_usd\": 99999999.9999999}")
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/token_usage/cost_usd");
    }

    @Test
    void aDurationIsKeptWhereATimeIsMissing() {
        assertThat(record("\"duration_ms\": 77").expect(201).text("/duration_ms"))
                .isEqualTo("77");
        assertThat(record("\"duration_ms\": 77, \"started_at\": \"2026-11-20T10:00:00Z\"")
                        .text("/duration_ms"))
                .isEqualTo("77");
    }

    @Test
    void aDurationMayBeOneMillisecondOffByRoundingAndTheTimesDecide() {
        String times =
                "\"started_at\": \"2026-11-20T10:00:00Z\", \"ended_at\": \"2026-11-20T10:00:01Z\", \"duration_ms\": ";
        assertThat(record(times + "1001").expect(201).text("/duration_ms")).isEqualTo("1000");
        assertThat(record(times + "1002").expect(422).text("/errors/0/code")).isEqualTo("contradiction");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'started_at': '2026-11-20T10:00:01Z', 'ended_at': '2026-11-20T10:00:00Z' | /ended_at",
                "'started_at': '2026-11-20T10:00:00' | /started_at",
                "'started_at': '2026-02-30T10:00:00Z' | /started_at",
                "'started_at': 1763632800 | /started_at",
                "'ended_at': '+12026-11-20T10:00:00Z' | /ended_at",
                "'generated_at': '' | /generated_at",
                "'duration_ms': -1 | /duration_ms",
                "'exit_code': 'zero' | /exit_code"
            })
    void timesThatCannotBeAreRefused(String members, String pointer) {
        assertThat(record(members.replace('\'', '"')).expect(422).text("/errors/0/pointer"))
                .isEqualTo(pointer);
    }

    @Test
    void anEndBeforeTheStoredStartIsRefused() {
        UUID step = record("\"status\": \"executing\", \"started_at\": \"2026-11-20T10:00:00Z\"")
                .expect(201)
                .id();
        Functions.Answer refused = client.patch(
                "/v1/steps/" + step,
                "{\"status\": \"completed\", \"ended_at\": \"2026-11-20T09:59:59Z\"}",
                "If-Match",
                "*");
        assertThat(refused.expect(422).text("/errors/0/pointer")).isEqualTo("/ended_at");
    }

    private Functions.Answer record(String members) {
        return client.post("/v1/commands/" + command + "/steps", "{\"command\": \"ls\", " + members + "}");
    }
}
