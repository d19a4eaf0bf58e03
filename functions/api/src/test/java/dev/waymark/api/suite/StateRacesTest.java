package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.StatementCount;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Writers of one state: one wins, and nothing of the others is kept.
@Isolated
final class StateRacesTest {
    private static final Functions FUNCTIONS = new Functions();
    private static final int WRITERS = 32;

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    private final Client client = FUNCTIONS.newTenant();

    private static String state(String agent) {
        return "/v1/agents/" + agent + "/threads/main/state";
    }

    private UUID begin(String agent) {
        client.put(state(agent), "{}", "If-None-Match", "*").expect(201);
        return client.get("/v1/agents/" + agent + "/threads/main").expect(200).id();
    }

    @Test
    void ofManyWritersOfOneVersionOneWins() {
        begin("coder");
        for (int version = 1; version <= 3; version++) {
            int seen = version;
            List<Functions.Answer> answers;
            try (Race race = Race.start(
                    WRITERS,
                    number -> client.put(
                            state("coder"),
                            "{\"local_state\": {\"by\": %d}}".formatted(number),
                            "If-Match",
                            String.valueOf(seen)))) {
                answers = race.answers();
            }
            List<Integer> winners = IntStream.range(0, WRITERS)
                    .filter(i -> answers.get(i).status() == 200)
                    .boxed()
                    .toList();
            assertThat(winners).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.status() != 200).allSatisfy(answer -> {
                assertThat(answer.expect(412).text("/current_version")).isEqualTo(String.valueOf(seen + 1));
            });
            assertThat(client.get(state("coder")).text("/local_state/by"))
                    .isEqualTo(String.valueOf(winners.getFirst()));
        }
        assertThat(Pages.texts(
                        Pages.items(client.get(state("coder") + "/versions").expect(200)), "/version"))
                .containsExactly("4", "3", "2", "1");
    }

    @Test
    void writersWhoReadAgainAfterA412AllGetThrough() {
        begin("coder");
        try (Race race = Race.start(8, number -> {
            while (true) {
                Functions.Answer seen = client.get(state("coder")).expect(200);
                Functions.Answer written = client.patch(
                        state("coder"),
                        "{\"local_state\": {\"w%d\": true}}".formatted(number),
                        "If-Match",
                        String.valueOf(seen.headers().get("etag")));
                if (written.status() != 412) {
                    return written;
                }
            }
        })) {
            assertThat(race.answers()).allSatisfy(answer -> answer.expect(200));
        }
        Functions.Answer end = client.get(state("coder")).expect(200);
        assertThat(end.body().get("local_state")).hasSize(8);
        assertThat(end.text("/version")).isEqualTo("9");
    }

    @Test
    void ofManyWhoBeginAStateOneDoes() {
        List<Functions.Answer> answers;
        try (Race race = Race.start(8, number -> client.put(state("coder"), "{}", "If-None-Match", "*"))) {
            answers = race.answers();
        }
        assertThat(answers.stream().map(Functions.Answer::status).sorted().toList())
                .containsExactly(201, 412, 412, 412, 412, 412, 412, 412);
    }

    @Test
    void agentsWhoChangeWhatTheyShareLoseNothing() {
        for (int agent = 0; agent < 8; agent++) {
            begin("agent" + agent);
        }
        List<Functions.Answer> answers;
        try (Race race = Race.start(
                8,
                number -> client.put(
                        state("agent" + number),
                        "{\"shared_state\": {\"by\": %d}}".formatted(number),
                        "If-Match",
                        "1"))) {
            answers = race.answers();
        }
        List<Functions.Answer> won =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(won).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() != 200).allSatisfy(answer -> answer.expect(412));
        for (int agent = 0; agent < 8; agent++) {
            Functions.Answer seen = client.get(state("agent" + agent)).expect(200);
            assertThat(seen.text("/version")).isEqualTo("2");
            assertThat(seen.body().get("shared_state"))
                    .isEqualTo(won.getFirst().body().get("shared_state"));
        }
    }

    @Test
    void theDatabaseItselfRefusesOverlappingTimesAndASecondCurrentVersion() {
        UUID thread = begin("coder");
        client.put(state("coder"), "{\"shared_state\": {\"n\": 1}}", "If-Match", "1")
                .expect(200);
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            String copy = """
                    insert into agent_states (tenant_id, id, agent_id, thread_id, version, last_version, local_state, shared_state,
                      session_state, persistent_state, state_hash, shared_id, shared_version, modification_count, valid_from, valid_until, created_at)
                    select tenant_id, gen_random_uuid(), agent_id, thread_id, 9, %s, local_state, shared_state, session_state, persistent_state,
                           state_hash, shared_id, shared_version, modification_count, %s, %s, created_at
                      from agent_states where thread_id = '%s' and version = %s
                    returning id""";
            assertRefused(
                    inspector,
                    copy.formatted("9", "valid_from", "valid_until", thread, 1),
                    "agent_states_never_overlap");
            assertRefused(
                    inspector,
                    copy.formatted("9", "valid_until - interval '1 microsecond'", "valid_until", thread, 1),
                    "agent_states_never_overlap");
            assertRefused(
                    inspector,
                    copy.formatted("null", "valid_from + interval '1 hour'", "null", thread, 2),
                    "agent_states_(never_overlap|one_current)");
            assertRefused(
                    inspector,
                    copy.formatted("9", "valid_from", "valid_from - interval '1 hour'", thread, 1),
                    "agent_states_end_after_start|range lower bound");
            assertRefused(inspector, """
                    insert into shared_state_versions (tenant_id, id, shared_id, version, digest, agent_id, valid_from)
                    select v.tenant_id, gen_random_uuid(), v.shared_id, 9, v.digest, v.agent_id, v.valid_from
                      from shared_state_versions v join agent_states a on a.shared_id = v.shared_id
                     where a.thread_id = '%s' and a.version = 1
                    returning id""".formatted(thread), "shared_state_versions_never_overlap");
        }
    }

    private static void assertRefused(Inspector inspector, String insert, String constraint) {
        assertThatThrownBy(() -> inspector.tryRows(insert))
                .isInstanceOf(SQLException.class)
                .message()
                .containsPattern(constraint);
    }

    @Test
    void timeThatGoesBackDoesNotTakeValidityAlong() {
        UUID thread = begin("coder");
        client.put(state("coder"), "{\"local_state\": {\"n\": 1}}", "If-Match", "1")
                .expect(200);
        // as if another machine's clock, ahead of this one, had written the newest version
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            inspector.run(
                    "update agent_states set valid_from = valid_from + interval '1 hour' where thread_id = ? and valid_until is null",
                    thread);
        }
        JsonNode before = client.get(state("coder")).expect(200).body();
        JsonNode after = client.put(state("coder"), "{\"local_state\": {\"n\": 2}}", "If-Match", "2")
                .expect(200)
                .body();
        assertThat(java.time.Instant.parse(after.get("valid_from").asText()))
                .isEqualTo(java.time.Instant.parse(before.get("valid_from").asText())
                        .plusNanos(1_000));
    }

    @Test
    void aPutIsOneStatement() {
        begin("coder");
        StatementCount count = StatementCount.in(FUNCTIONS);
        long puts = Long.MAX_VALUE;
        long gets = Long.MAX_VALUE;
        // a connection that the pool opens meanwhile has statements of its own
        for (int version = 1; version <= 3; version++) {
            count.reset();
            client.put(
                            state("coder"),
                            "{\"local_state\": {\"n\": %d}}".formatted(version),
                            "If-Match",
                            String.valueOf(version))
                    .expect(200);
            puts = Math.min(puts, count.of("waymark_state"));
            count.reset();
            client.get(state("coder")).expect(200);
            gets = Math.min(gets, count.of("waymark_read"));
        }
        assertThat(puts).isEqualTo(1);
        assertThat(gets).isEqualTo(1);
    }
}
