package dev.waymark.api.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimEffectTest {
    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private final String key = "pay " + UUID.randomUUID();
    private final String path = "/v1/effects/" + key.replace(" ", "%20");

    private Functions.Answer claim() {
        return client.post(path + "/claim", "{\"ttl_ms\": 60000}");
    }

    private Functions.Answer complete(long token, String result) {
        return client.post(path + "/complete", "{\"fencing_token\": %d, \"result\": %s}".formatted(token, result));
    }

    /// As if so much time had passed since the claim.
    private void pass(String interval) {
        Sql.of(functions)
                .run("update side_effects set expires_at = expires_at - interval '%s' where key = '%s'"
                        .formatted(interval, key));
    }

    @Test
    void theFirstClaimGetsATokenAndLaterOnesLearnThatItIsInProgress() {
        Functions.Answer first = claim().expect(201);
        assertThat(first.text("/status")).isEqualTo("claimed");
        assertThat(first.text("/key")).isEqualTo(key);
        assertThat(first.body().get("fencing_token").asLong()).isPositive();
        assertThat(Duration.between(Instant.parse(first.text("/created_at")), Instant.parse(first.text("/expires_at"))))
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(70));
        Functions.Answer second = claim().expect(200);
        assertThat(second.text("/status")).isEqualTo("in_progress");
        assertThat(second.body().has("fencing_token")).isFalse();
        assertThat(second.body().has("result")).isFalse();
        assertThat(second.text("/id")).isEqualTo(first.text("/id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"paid\":\"a\\u0000b\",\"n\":9007199254740993}", "null", "[]", "\"x\"", "0", "false"})
    void theResultIsThereForWhoeverAsksAgain(String result) {
        long token = claim().expect(201).body().get("fencing_token").asLong();
        Functions.Answer completed = complete(token, result).expect(200);
        assertThat(completed.text("/status")).isEqualTo("completed");
        Functions.Answer replay = claim().expect(200);
        assertThat(replay.text("/status")).isEqualTo("completed");
        assertThat(replay.body().has("fencing_token")).isFalse();
        for (Functions.Answer answer : new Functions.Answer[] {completed, replay}) {
            assertThat(answer.body().get("result").toString()).hasSameSizeAs(result);
            assertThat(answer.body().get("result")).isEqualTo(json(result));
        }
        pass("1 year");
        assertThat(claim().expect(200).text("/status")).isEqualTo("completed");
    }

    private static com.fasterxml.jackson.databind.JsonNode json(String text) {
        try {
            return Functions.JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void completingTwiceAnswersTheSameAndAnotherResultIsRefused() {
        long token = claim().expect(201).body().get("fencing_token").asLong();
        Functions.Answer first = complete(token, "{\"a\": 1, \"b\": 2}").expect(200);
        assertThat(complete(token, "{\"b\": 2, \"a\": 1.0}").expect(200).body()).isEqualTo(first.body());
        assertThat(complete(token, "{\"a\": 2}").expect(409).problem()).isEqualTo("conflict");
        assertThat(claim().expect(200).text("/result/a")).isEqualTo("1");
    }

    @Test
    void aClaimantThatDiedIsTakenOverAfterItsLeaseAndItsTokenIsRefused() {
        long old = claim().expect(201).body().get("fencing_token").asLong();
        pass("50 seconds");
        assertThat(claim().expect(200).text("/status")).isEqualTo("in_progress");
        pass("20 seconds");
        Functions.Answer taken = claim().expect(201);
        long newer = taken.body().get("fencing_token").asLong();
        assertThat(newer).isGreaterThan(old);
        Functions.Answer late = complete(old, "\"late\"").expect(409);
        assertThat(late.problem()).isEqualTo("stale-fencing-token");
        assertThat(late.text("/detail")).startsWith("another has claimed this effect since");
        Functions.Answer guessed = complete(newer + 1, "\"guessed\"").expect(409);
        assertThat(guessed.problem()).isEqualTo("stale-fencing-token");
        assertThat(guessed.text("/detail")).startsWith("no claim of this effect has been given this token");
        complete(newer, "\"done\"").expect(200);
        assertThat(complete(old, "\"late\"").expect(409).problem()).isEqualTo("stale-fencing-token");
        assertThat(claim().expect(200).text("/result")).isEqualTo("done");
    }

    @Test
    void aLateClaimantMayStillCompleteWhatNobodyTookOver() {
        long token = claim().expect(201).body().get("fencing_token").asLong();
        pass("1 hour");
        complete(token, "1").expect(200);
    }

    @Test
    void aKeyRepeatsTheAnswerOfAClaimThatWasWonAndOfACompletion() {
        Functions.Answer won = client.post(path + "/claim", "{}", "Idempotency-Key", "k");
        Functions.Answer replay = client.post(path + "/claim", "{}", "Idempotency-Key", "k");
        assertThat(replay.expect(201).body()).isEqualTo(won.expect(201).body());
        assertThat(replay.headers()).containsEntry("Idempotency-Replayed", "true");
        assertThat(client.post(path + "/claim", "{}", "Idempotency-Key", "other")
                        .expect(200)
                        .text("/status"))
                .isEqualTo("in_progress");
        String done = "{\"fencing_token\": %s, \"result\": \"\\u0000\"}".formatted(won.text("/fencing_token"));
        Functions.Answer completed = client.post(path + "/complete", done, "Idempotency-Key", "k");
        Functions.Answer again = client.post(path + "/complete", done, "Idempotency-Key", "k");
        assertThat(again.expect(200).body()).isEqualTo(completed.expect(200).body());
        assertThat(again.text("/result")).isEqualTo("\u0000");
        assertThat(client.post(path + "/claim", "{}", "Idempotency-Key", "other")
                        .expect(200)
                        .text("/status"))
                .isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"ttl_ms\": 0}", "{\"ttl_ms\": 86400001}", "{\"ttl_ms\": \"1\"}", "{\"command_id\": 1}", "[]"})
    void aClaimThatMakesNoSenseIsRefused(String json) {
        client.post(path + "/claim", json).expect(422);
        claim().expect(201);
    }

    @Test
    void whatNobodyClaimedCannotBeCompleted() {
        assertThat(complete(1, "1").expect(404).problem()).isEqualTo("not-found");
        client.post(path + "/complete", "{\"result\": 1}").expect(422);
        client.post(path + "/claim", "{\"command_id\": \"%s\"}".formatted(UUID.randomUUID()))
                .expect(404);
        client.post("/v1/effects/" + "x".repeat(1_001) + "/claim", "{}").expect(422);
        client.post("/v1/effects/~YS9i/claim", "{}").expect(201);
        assertThat(client.post("/v1/effects/~YS9i/claim", "{}").expect(200).text("/key"))
                .isEqualTo("a/b");
    }

    @Test
    void everyChangeIsAuditedWithItsCommandOrElseWithTheTenant() {
        UUID command = client.newCommand();
        String claim = "{\"command_id\": \"%s\", \"ttl_ms\": 1}".formatted(command);
        String id = client.post(path + "/claim", claim).expect(201).text("/id");
        pass("1 minute");
        long token = claim().expect(201).body().get("fencing_token").asLong();
        complete(token, "1").expect(200);
        complete(token, "1").expect(200);
        claim().expect(200);
        assertThat(Pages.items(client.get("/v1/audit-events?subject_id=" + id)))
                .extracting(event -> event.get("action").asText())
                .containsExactlyInAnyOrder("effect.claimed", "effect.taken_over", "effect.completed");
        assertThat(Pages.items(client.get("/v1/audit-events?subject_id=" + id)))
                .allMatch(event -> event.get("chain_id").asText().equals(command.toString()));
        String alone = client.post("/v1/effects/alone/claim", "{}").expect(201).text("/id");
        assertThat(Pages.items(client.get("/v1/audit-events?subject_id=" + alone)))
                .hasSize(1);
    }

    @Test
    void anEffectOutlivesItsCommand() {
        UUID command = client.newCommand();
        client.post(path + "/claim", "{\"command_id\": \"%s\"}".formatted(command))
                .expect(201);
        complete(1, "1").expect(200);
        client.delete("/v1/commands/" + command).expect(204);
        assertThat(claim().expect(200).text("/status")).isEqualTo("completed");
    }

    @Test
    void anAgentsKeyHasItsOwnEffectsAndCannotRepeatAnothers() {
        UUID mine = client.newCommand();
        Client agent = client.withKey("{\"name\": \"a\", \"scopes\": [\"write\"], \"agent_id\": \"%s\"}"
                .formatted(client.get("/v1/commands/" + mine).text("/agent_id")));
        claim().expect(201);
        assertThat(agent.post(path + "/claim", "{}").expect(409).problem()).isEqualTo("conflict");
        agent.post(path + "/complete", "{\"fencing_token\": 1}").expect(404);
        agent.post("/v1/effects/own/claim", "{}").expect(201);
        agent.post("/v1/effects/of-command/claim", "{\"command_id\": \"%s\"}".formatted(mine))
                .expect(201);
        agent.post("/v1/effects/own/complete", "{\"fencing_token\": 1}").expect(200);
        assertThat(client.post("/v1/effects/own/claim", "{}")
                        .expect(200)
                        .body()
                        .get("result")
                        .isNull())
                .isTrue();
        assertThat(functions.newTenant().post(path + "/claim", "{}").expect(201).text("/status"))
                .isEqualTo("claimed");
    }
}
