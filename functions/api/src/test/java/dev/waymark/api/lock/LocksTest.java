package dev.waymark.api.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LocksTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();
    private final String name = "deploy " + UUID.randomUUID();
    private final String path = "/v1/locks/" + name.replace(" ", "%20");

    private Functions.Answer acquire(String agent, String... headers) {
        return client.post(path, "{\"agent\": \"%s\", \"ttl_ms\": 30000}".formatted(agent), headers);
    }

    private Functions.Answer renew(long token, long ttlMs) {
        return client.put(path, "{\"fencing_token\": %d, \"ttl_ms\": %d}".formatted(token, ttlMs));
    }

    private Functions.Answer release(long token) {
        return client.delete(path + "?fencing_token=" + token);
    }

    /// As if so much time had passed.
    private void pass(String interval) {
        Sql.of(FUNCTIONS)
                .run(
                        "update resource_locks set acquired_at = acquired_at - interval '%1$s', expires_at = expires_at - interval '%1$s' where name = '%2$s'"
                                .formatted(interval, name));
    }

    private static long token(Functions.Answer answer) {
        return answer.body().get("fencing_token").asLong();
    }

    private static Duration lease(Functions.Answer answer) {
        return Duration.between(Instant.now(), Instant.parse(answer.text("/expires_at")));
    }

    @Test
    void aLockIsTakenOnceAndTheOthersLearnWhoHoldsIt() {
        Functions.Answer taken = acquire("coder").expect(201);

        assertThat(token(taken)).isEqualTo(1);
        assertThat(taken.text("/name")).isEqualTo(name);
        assertThat(taken.text("/agent")).isEqualTo("coder");
        assertThat(Duration.between(
                        Instant.parse(taken.text("/acquired_at")), Instant.parse(taken.text("/expires_at"))))
                .isEqualTo(Duration.ofSeconds(30));
        Functions.Answer refused = acquire("other").expect(409);
        assertThat(refused.problem()).isEqualTo("lock-held");
        assertThat(refused.text("/holder")).isEqualTo("coder");
        assertThat(refused.text("/expires_at")).isEqualTo(taken.text("/expires_at"));
        // not re-entrant: whoever asks may be another process of the same agent
        assertThat(acquire("coder").expect(409).problem()).isEqualTo("lock-held");
        assertThat(client.get(path).expect(200).body()).isEqualTo(taken.body());
    }

    @Test
    void aTokenAlwaysGrowsAlsoAfterARelease() {
        assertThat(token(acquire("a").expect(201))).isEqualTo(1);
        release(1).expect(204);
        release(1).expect(204);
        assertThat(client.get(path).expect(200).body().get("held").asBoolean()).isFalse();
        assertThat(token(acquire("a").expect(201))).isEqualTo(2);
        assertThat(release(1).expect(409).problem()).isEqualTo("stale-fencing-token");
        release(2).expect(204);
        assertThat(token(acquire("b").expect(201))).isEqualTo(3);
    }

    @Test
    void theHolderRenewsItsLeaseAndNobodyElse() {
        acquire("a").expect(201);
        Functions.Answer renewed = renew(1, 3_600_000).expect(200);
        assertThat(token(renewed)).isEqualTo(1);
        assertThat(lease(renewed)).isGreaterThan(Duration.ofMinutes(50));
        // as long as before where nothing is said
        pass("59 minutes");
        assertThat(lease(client.put(path, "{\"fencing_token\": 1}").expect(200)))
                .isGreaterThan(Duration.ofMinutes(50));
        Functions.Answer guessed = renew(2, 1000).expect(409);
        assertThat(guessed.problem()).isEqualTo("stale-fencing-token");
        assertThat(guessed.text("/detail")).contains("nobody has been given");
        assertThat(release(2).expect(409).text("/detail")).contains("nobody has been given");
        assertThat(acquire("b").expect(409).problem()).isEqualTo("lock-held");
    }

    @Test
    void anExpiredLeaseIsTakenOverAndItsTokenIsRefused() {
        acquire("a").expect(201);
        pass("29 seconds");
        acquire("b").expect(409);
        pass("2 seconds");
        assertThat(client.get(path).expect(200).body().get("held").asBoolean()).isFalse();
        Functions.Answer taken = acquire("b").expect(201);
        assertThat(token(taken)).isEqualTo(2);
        assertThat(renew(1, 1000).expect(409).problem()).isEqualTo("stale-fencing-token");
        assertThat(release(1).expect(409).problem()).isEqualTo("stale-fencing-token");
        assertThat(client.get(path).expect(200).body()).isEqualTo(taken.body());
        assertThat(client.get("/v1/audit-events?subject_id=" + taken.id())
                        .expect(200)
                        .body()
                        .get("items")
                        .findValuesAsText("action"))
                .containsExactly("lock.taken_over", "lock.acquired");
    }

    @Test
    void aLateHolderMayRenewWhatNobodyTookOverButNotWhatItReleased() {
        acquire("a").expect(201);
        pass("1 hour");
        renew(1, 30_000).expect(200);
        acquire("b").expect(409);
        release(1).expect(204);
        assertThat(renew(1, 30_000).expect(409).text("/detail")).contains("released");
    }

    @Test
    void anIdempotencyKeyKeepsTheAnswerToALockThatWasTaken() {
        Functions.Answer first = acquire("a", "Idempotency-Key", "k").expect(201);
        Functions.Answer again = acquire("a", "Idempotency-Key", "k").expect(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers()).containsEntry("Idempotency-Replayed", "true");
        acquire("a", "Idempotency-Key", "other").expect(409);
        release(1).expect(204);
        assertThat(token(acquire("a", "Idempotency-Key", "other").expect(201))).isEqualTo(2);
    }

    @Test
    void renewalsAreNotAudited() {
        UUID lock = acquire("a").expect(201).id();
        renew(1, 1000).expect(200);
        renew(1, 60_000).expect(200);
        release(1).expect(204);
        assertThat(client.get("/v1/audit-events?subject_id=" + lock)
                        .expect(200)
                        .body()
                        .get("items")
                        .findValuesAsText("action"))
                .containsExactly("lock.released", "lock.acquired");
    }

    @Test
    void whatIsNotALockOrNotATokenIsToldSo() {
        renew(1, 1000).expect(404);
        release(1).expect(404);
        client.get(path).expect(404);
        client.delete(path).expect(422);
        client.delete(path + "?fencing_token=x").expect(422);
        client.post(path, "{\"agent\": \"a\"}").expect(422);
        client.post(path, "{\"ttl_ms\": 1000}").expect(422);
        client.post(path, "{\"agent\": \"\", \"ttl_ms\": 0}").expect(422);
        client.post(path, "{\"agent\": \"a\", \"ttl_ms\": 86400001}").expect(422);
    }

    @Test
    void aRestrictedKeyTakesLocksForItsOwnAgentAndLearnsNothingOfOthers() {
        UUID mine = client.put("/v1/agents/mine", "{}").expect(201).id();
        Client key = client.withKey(
                "{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}".formatted(mine));
        acquire("other").expect(201);

        Functions.Answer refused = key.post(path, "{\"ttl_ms\": 1000}").expect(409);
        assertThat(refused.problem()).isEqualTo("lock-held");
        assertThat(refused.body().get("holder").isNull()).isTrue();
        assertThat(key.get(path).expect(200).body().get("held").asBoolean()).isTrue();
        assertThat(key.get(path).expect(200).body().get("agent").isNull()).isTrue();
        assertThat(key.get(path).expect(200).body().get("agent_id").isNull()).isTrue();
        assertThat(key.delete(path + "?fencing_token=1").status()).isEqualTo(403);
        key.put(path, "{\"fencing_token\": 1}").expect(403);
        pass("1 hour");
        key.post(path, "{\"agent\": \"other\", \"ttl_ms\": 60000}").expect(403);
        assertThat(key.post(path, "{\"ttl_ms\": 60000}").expect(201).text("/agent"))
                .isEqualTo("mine");
        key.put(path, "{\"fencing_token\": 2}").expect(200);
        key.delete(path + "?fencing_token=2").expect(204);
        key.post(path, "{\"agent\": \"mine\", \"ttl_ms\": 60000}").expect(201);
    }
}
