package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Agents that want one lock at once: exactly one gets it, and every token is given once.
@Isolated
final class LockRacesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final int AGENTS = 32;
    private static final int AT_ONCE = 12;

    private final Client client = FUNCTIONS.newTenant();
    private final String path = "/v1/locks/" + UUID.randomUUID();

    private Functions.Answer acquire(int agent) {
        return client.post(path, "{\"agent\": \"agent %d\", \"ttl_ms\": 60000}".formatted(agent));
    }

    private static void assertOneWon(List<Functions.Answer> answers, long token) {
        List<Functions.Answer> won =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(won).hasSize(1);
        assertThat(won.getFirst().body().get("fencing_token").asLong()).isEqualTo(token);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .hasSize(AGENTS - 1)
                .allMatch(answer -> answer.status() == 409
                        && answer.problem().equals("lock-held")
                        && answer.text("/holder").equals(won.getFirst().text("/agent"))
                        && !answer.body().has("fencing_token"));
    }

    @Test
    void ofThirtyTwoThatTakeANewLockOneWins() {
        List<Functions.Answer> answers;
        try (Race race = Race.start(AGENTS, this::acquire)) {
            answers = race.answers();
        }
        assertOneWon(answers, 1);
    }

    @Test
    void ofThirtyTwoThatTakeOverOneWins() {
        UUID lock = acquire(0).expect(201).id();
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            inspector.run("update resource_locks set expires_at = acquired_at where id = ?", lock);
        }
        assertOneWon(lineUp(lock, this::acquire), 2);
    }

    @Test
    void ofThirtyTwoThatFollowEachOtherEachGetsATokenOfItsOwn() {
        List<Functions.Answer> answers;
        try (Race race = Race.start(AGENTS, this::acquireAndRelease)) {
            answers = race.answers();
        }
        assertThat(answers.stream()
                        .map(answer -> answer.body().get("fencing_token").asInt())
                        .sorted())
                .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(1, AGENTS)
                        .boxed()
                        .toList());
    }

    private Functions.Answer acquireAndRelease(int agent) {
        while (true) {
            Functions.Answer answer = acquire(agent);
            if (answer.status() == 201) {
                client.delete(path + "?fencing_token=" + answer.body().get("fencing_token"))
                        .expect(204);
                return answer;
            }
            answer.expect(409);
        }
    }

    @Test
    void theHolderThatRenewsAndTheOneThatTakesOverNeverBothWin() {
        UUID lock = acquire(0).expect(201).id();
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            inspector.run("update resource_locks set expires_at = acquired_at where id = ?", lock);
        }
        List<Functions.Answer> answers =
                lineUp(lock, racer -> racer % 2 == 0 ? acquire(racer) : client.put(path, "{\"fencing_token\": 1}"));

        long taken = answers.stream().filter(answer -> answer.status() == 201).count();
        Functions.Answer stands = client.get(path).expect(200);
        assertThat(taken).isLessThanOrEqualTo(1);
        assertThat(stands.body().get("fencing_token").asLong()).isEqualTo(1 + taken);
        // whoever was late is told so: once taken over, no renewal goes through any more
        assertThat(answers).allMatch(answer -> List.of(200, 201, 409).contains(answer.status()));
    }

    /// A race in which as many as there are connections wait for the lock when it begins.
    private List<Functions.Answer> lineUp(UUID lock, java.util.function.IntFunction<Functions.Answer> request) {
        Race race;
        try (Blocked blocked = Blocked.on(FUNCTIONS.database(), "resource_locks", lock)) {
            race = Race.start(AGENTS, request);
            blocked.awaitWaiting(AT_ONCE);
        }
        try (race) {
            return race.answers();
        }
    }
}
