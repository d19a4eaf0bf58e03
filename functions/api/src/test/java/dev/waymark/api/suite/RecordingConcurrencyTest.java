package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Many record at once, and the ledger reads as if one had after another.
@Isolated
final class RecordingConcurrencyTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final int RECORDERS = 32;
    /// As many as a family has connections.
    private static final int AT_ONCE = 12;

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void recordersOfOneCommandLeaveNeitherGapNorDouble() {
        UUID command = client.newCommand();
        List<JsonNode> recorded = record(command, number -> command);
        assertThat(recorded.stream().map(step -> step.get("step_index").asInt()).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, recorded.size()).boxed().toList());
        assertProjectIsWhole(recorded);
        assertCommandIsWhole(command, recorded.size(), RECORDERS);
    }

    @Test
    void recordersOfFourCommandsShareOneRowOfNumbers() {
        String project = client.newProject();
        List<UUID> commands =
                Stream.generate(() -> client.newCommand(project)).limit(4).toList();
        List<JsonNode> recorded = record(commands.getFirst(), number -> commands.get(number % 4));
        assertProjectIsWhole(recorded);
        for (UUID command : commands) {
            List<Integer> indexes = recorded.stream()
                    .filter(step -> step.get("command_id").asText().equals(command.toString()))
                    .map(step -> step.get("step_index").asInt())
                    .sorted()
                    .toList();
            assertThat(indexes)
                    .containsExactlyElementsOf(
                            IntStream.range(0, indexes.size()).boxed().toList());
            assertCommandIsWhole(command, indexes.size(), RECORDERS / 4);
        }
    }

    @Test
    void oneIdempotencyKeyFromSixteenThreadsRecordsOnce() {
        UUID command = client.newCommand();
        String key = UUID.randomUUID().toString();
        List<Functions.Answer> answers = blockedOnProjectOf(
                command,
                AT_ONCE,
                16,
                _ -> client.post(
                        "/v1/commands/" + command + "/steps", "{\"command\": \"once\"}", "Idempotency-Key", key));
        List<Functions.Answer> made = new ArrayList<>();
        for (Functions.Answer answer : answers) {
            if (answer.status() == 409) {
                assertThat(answer.body().get("retryable").asBoolean()).isTrue();
            } else {
                made.add(answer.expect(201));
            }
        }
        assertThat(made)
                .filteredOn(answer -> !answer.headers().containsKey("idempotency-replayed"))
                .hasSize(1);
        assertThat(made.stream().map(Functions.Answer::body).distinct()).hasSize(1);
        assertCommandIsWhole(command, 1, 1);
    }

    @Test
    void oneIdempotencyKeyFromSixteenThreadsCreatesOneCommand() {
        String project = client.newProject();
        String key = UUID.randomUUID().toString();
        List<Functions.Answer> answers;
        try (Race race = Race.start(
                16,
                _ -> client.post(
                        "/v1/commands",
                        "{\"project\": \"%s\", \"request\": \"once\"}".formatted(project),
                        "Idempotency-Key",
                        key))) {
            answers = race.answers();
        }
        assertThat(answers)
                .allMatch(answer -> answer.status() == 201
                        || (answer.status() == 409
                                && answer.body().get("retryable").asBoolean()));
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .map(Functions.Answer::id)
                        .distinct())
                .hasSize(1);
        assertThat(answers)
                .filteredOn(
                        answer -> answer.status() == 201 && !answer.headers().containsKey("idempotency-replayed"))
                .hasSize(1);
        assertThat(client.get("/v1/commands?project=" + project)
                        .expect(200)
                        .body()
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void oneOfManyChangesFromTheSameVersionWins() {
        UUID command = client.newCommand();
        UUID step = client.newStep(command, "{\"command\": \"x\"}").id();
        List<Functions.Answer> answers = blocked(
                "commands",
                command,
                AT_ONCE,
                AT_ONCE,
                number -> client.patch(
                        "/v1/steps/" + step,
                        "{\"external_ref\": \"racer %d\"}".formatted(number),
                        "If-Match",
                        "\"1\""));
        assertOneWinner(answers, client.get("/v1/steps/" + step));
        assertThat(auditEvents(command)).isEqualTo(3);
    }

    @Test
    void oneOfManyChangesOfACommandFromTheSameVersionWins() {
        UUID command = client.newCommand();
        List<Functions.Answer> answers = blocked(
                "commands",
                command,
                AT_ONCE,
                AT_ONCE,
                number -> client.patch(
                        "/v1/commands/" + command,
                        "{\"external_ref\": \"racer %d\"}".formatted(number),
                        "If-Match",
                        "\"1\""));
        assertOneWinner(answers, client.get("/v1/commands/" + command));
        assertThat(auditEvents(command)).isEqualTo(2);
    }

    private static void assertOneWinner(List<Functions.Answer> answers, Functions.Answer now) {
        assertThat(answers.stream().map(Functions.Answer::status)).containsOnly(200, 412);
        List<Functions.Answer> winners =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(winners).hasSize(1);
        assertThat(now.body().get("version").asInt()).isEqualTo(2);
        assertThat(now.text("/external_ref")).isEqualTo(winners.getFirst().text("/external_ref"));
        assertThat(answers.stream().filter(answer -> answer.status() == 412))
                .allMatch(answer -> answer.body().get("current_version").asInt() == 2);
    }

    private long auditEvents(UUID command) {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            AuditChain chain = AuditChain.ofCommand(inspector, command);
            assertThat(chain.flaw()).isNull();
            return chain.count();
        }
    }

    /// Thirty-two recorders, every fourth with three steps at once, lined up before the project's lock.
    private List<JsonNode> record(UUID first, java.util.function.IntFunction<UUID> commandOf) {
        List<JsonNode> steps = new ArrayList<>();
        for (Functions.Answer answer : blockedOnProjectOf(
                first,
                AT_ONCE,
                RECORDERS,
                number -> client.post(
                        "/v1/commands/" + commandOf.apply(number) + "/steps",
                        number % 4 == 0
                                ? "{\"steps\": [{\"command\": \"a\"}, {\"command\": \"b\", \"status\": \"completed\"}, {\"command\": \"c\"}]}"
                                : "{\"command\": \"recorder %d\", \"status\": \"completed\"}".formatted(number)))) {
            JsonNode body = answer.expect(201).body();
            if (body.has("items")) {
                body.get("items").forEach(steps::add);
            } else {
                steps.add(body);
            }
        }
        assertThat(steps).hasSize(RECORDERS / 4 * 6);
        return steps;
    }

    private static List<Functions.Answer> blockedOnProjectOf(
            UUID command, int waiting, int racers, java.util.function.IntFunction<Functions.Answer> request) {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            UUID project = UUID.fromString(inspector.text("select project_id from commands where id = ?", command));
            return blocked("projects", project, waiting, racers, request);
        }
    }

    private static List<Functions.Answer> blocked(
            String table, UUID row, int waiting, int racers, java.util.function.IntFunction<Functions.Answer> request) {
        try (Race race = raced(table, row, waiting, racers, request)) {
            return race.answers();
        }
    }

    private static Race raced(
            String table, UUID row, int waiting, int racers, java.util.function.IntFunction<Functions.Answer> request) {
        try (Blocked lock = Blocked.on(FUNCTIONS.database(), table, row)) {
            Race race = Race.start(racers, request);
            lock.awaitWaiting(waiting);
            return race;
        }
    }

    /// Numbers 1, 2, 3 …, and parents that form one chain in the order of the numbers.
    private static void assertProjectIsWhole(List<JsonNode> recorded) {
        List<JsonNode> inOrder = recorded.stream()
                .sorted(java.util.Comparator.comparingLong(
                        step -> step.get("step_number").asLong()))
                .toList();
        assertThat(inOrder.stream().map(step -> step.get("step_number").asLong()))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, recorded.size()).boxed().toList());
        @Nullable String parent = null;
        Set<String> ids = new HashSet<>();
        for (JsonNode step : inOrder) {
            assertThat(step.get("parent_step_id").textValue()).isEqualTo(parent);
            parent = step.get("id").asText();
            assertThat(ids.add(parent)).isTrue();
        }
    }

    private void assertCommandIsWhole(UUID command, int steps, int recordings) {
        JsonNode stored = client.get("/v1/commands/" + command).expect(200).body();
        assertThat(stored.get("step_count").asInt()).isEqualTo(steps);
        assertThat(client.get("/v1/commands/" + command + "/steps?limit=500")
                        .expect(200)
                        .body()
                        .get("items"))
                .hasSize(steps);
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            AuditChain chain = AuditChain.ofCommand(inspector, command);
            assertThat(chain.flaw()).isNull();
            assertThat(chain.count()).isEqualTo(recordings + 1);
            assertThat(inspector.rows("""
                            select p.next_step_number - 1 = (select count(*) from command_steps s where s.project_id = p.id),
                                   p.last_active_step_id = (select id from command_steps s where s.project_id = p.id order by step_number desc limit 1),
                                   c.next_step_index = (select count(*) from command_steps s where s.command_id = c.id),
                                   c.next_position = (select count(*) from command_steps s where s.command_id = c.id),
                                   (select count(distinct position) = count(*) and bool_and(ordered)
                                      from (select position, position > lag(position, 1, -1::bigint) over (order by step_index) as ordered
                                              from command_steps s where s.command_id = c.id) t)
                              from commands c join projects p on p.id = c.project_id
                             where c.id = ?
                            """, command)).containsExactly(List.of("t", "t", "t", "t", "t"));
        }
    }
}
