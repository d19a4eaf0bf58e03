package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Claimants at once: exactly one may cause the effect.
@Isolated
final class EffectRacesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final int CLAIMANTS = 64;
    private static final int AT_ONCE = 12;

    private final Client client = FUNCTIONS.newTenant();
    private final String path = "/v1/effects/" + UUID.randomUUID();

    private List<Functions.Answer> claims() {
        try (Race race = Race.start(CLAIMANTS, _ -> client.post(path + "/claim", "{}"))) {
            return race.answers();
        }
    }

    private static void assertOneWon(List<Functions.Answer> answers, long token) {
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 201)
                .singleElement()
                .satisfies(won ->
                        assertThat(won.body().get("fencing_token").asLong()).isEqualTo(token));
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .hasSize(CLAIMANTS - 1)
                .allMatch(answer -> answer.status() == 200
                        && answer.text("/status").equals("in_progress")
                        && !answer.body().has("fencing_token"));
    }

    @Test
    void ofSixtyFourClaimsOfOneKeyOneWins() {
        assertOneWon(claims(), 1);
    }

    @Test
    void ofSixtyFourTakeOversOneWins() {
        UUID effect = client.post(path + "/claim", "{}").expect(201).id();
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            inspector.run("update side_effects set expires_at = created_at where id = ?", effect);
        }
        List<Functions.Answer> answers;
        try (Race race = lineUp(effect)) {
            answers = race.answers();
        }
        assertOneWon(answers, 2);
    }

    /// A race in which as many as there are connections wait for the effect when it begins.
    private Race lineUp(UUID effect) {
        try (Blocked lock = Blocked.on(FUNCTIONS.database(), "side_effects", effect)) {
            Race race = Race.start(CLAIMANTS, _ -> client.post(path + "/claim", "{}"));
            lock.awaitWaiting(AT_ONCE);
            return race;
        }
    }
}
