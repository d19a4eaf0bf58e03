package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// Documents referred to and left in any order, by every kind of row, while time goes on and a collector
/// that is stopped anywhere takes its small steps: whatever is referred to is there, and in the end
/// nothing is left.
final class DocumentCollectorPropertyTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final int STEPS = 60;

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void whatIsReferredToStaysAndWhatIsNotGoes(@ForAll long seed) throws SQLException {
        try (var run = new Run(new Random(seed))) {
            for (int step = 0; step < STEPS; step++) {
                String did = run.step();
                assertThat(run.shelf.lost()).as("after step %d, %s", step, did).isEmpty();
            }
            run.end();
            assertThat(run.shelf.documents()).isZero();
            assertThat(run.shelf.count("packs")).isZero();
            assertThat(run.shelf.count("garbage_packs")).isZero();
        }
    }

    private static final class Run implements AutoCloseable {
        private final Random random;
        private final Client client = FUNCTIONS.newTenant();
        private final String project = client.newProject();
        private final DocumentShelf shelf = DocumentShelf.of(FUNCTIONS, project);
        private final List<UUID> commands = new ArrayList<>();

        Run(Random random) {
            this.random = random;
        }

        String step() throws SQLException {
            int kind = random.nextInt(14);
            switch (kind) {
                case 0, 1 -> command();
                case 2 -> forgetACommand();
                case 3, 4, 5 -> state();
                case 6 -> rollBack();
                case 7 -> client.delete("/v1/agents/" + agent());
                case 8 -> schema();
                case 9 -> context();
                case 10, 11 -> shelf.pass(Duration.ofHours(random.nextInt(30)));
                case 12 -> shelf.collect(1 + random.nextInt(400));
                default -> collectAndDie();
            }
            return "a step of kind " + kind;
        }

        /// Of few kinds, so that bodies are shared and come back; some are packed.
        private String body() {
            int kind = random.nextInt(6);
            return kind < 4
                    ? "{\"kind\": %d}".formatted(kind)
                    : "{\"kind\": %d, \"large\": \"%s\"}"
                            .formatted(kind, "large %d ".formatted(kind).repeat(2_000));
        }

        private String agent() {
            return "a" + random.nextInt(2);
        }

        private void command() {
            UUID command = client.post("/v1/commands", """
                            {"project": "%s", "request": "r", "agent": "%s", "requires_state_evaluation": false,
                             "baseline": {"system_info": %s}}""".formatted(project, agent(), body()))
                    .expect(201)
                    .id();
            UUID step = client.newStep(command, """
                            {"command": "c", "status": "completed", "agent_config": %s,
                             "before": {"system_info": %s, "resource_usage": %s}, "after": {"system_info": %s}}""".formatted(body(), body(), body(), body()))
                    .id();
            client.post("/v1/steps/" + step + "/evaluations", "{}").expect(201);
            commands.add(command);
        }

        private void forgetACommand() {
            if (!commands.isEmpty()) {
                client.delete("/v1/commands/" + commands.remove(random.nextInt(commands.size())));
            }
        }

        private String thread(String agent) {
            return "/v1/agents/" + agent + "/threads/t" + random.nextInt(2);
        }

        private void state() {
            String state = thread(agent()) + "/state";
            String partition =
                    List.of("local_state", "shared_state", "session_state").get(random.nextInt(3));
            String body = "{\"%s\": %s}".formatted(partition, body());
            if (client.put(state, body, "If-Match", "*").status() == 404) {
                client.put(state, "{\"local_state\": %s}".formatted(body()), "If-None-Match", "*");
            }
        }

        private void rollBack() {
            String state = thread(agent()) + "/state";
            Functions.Answer transitions = client.get(state + "/transitions?limit=5");
            if (transitions.status() != 200 || transitions.body().get("items").isEmpty()) {
                return;
            }
            int which = random.nextInt(transitions.body().get("items").size());
            String id = transitions.body().at("/items/" + which + "/id").asText();
            assertThat(client.post(state + "/transitions/" + id + "/rollback", "{}", "If-Match", "*")
                            .status())
                    .isIn(201, 409);
        }

        private void schema() {
            client.put("/v1/agents/" + agent() + "/state-schemas/persistent_state", """
                    {"schema": {"title": "kind %d"}}""".formatted(random.nextInt(3)));
        }

        private void context() {
            client.post("/v1/context-snapshots", """
                            {"agent": "%s", "total_tokens": 1, "snapshot": %s}""".formatted(agent(), body())).expect(201);
        }

        private void collectAndDie() throws SQLException {
            shelf.connection().setAutoCommit(false);
            shelf.collect(1 + random.nextInt(3_000));
            shelf.connection().rollback();
            shelf.connection().setAutoCommit(true);
        }

        void end() {
            client.delete("/v1/projects/" + project + "?confirm=" + project).expect(204);
            client.delete("/v1/agents/a0");
            client.delete("/v1/agents/a1");
            shelf.pass(Duration.ofHours(25));
            shelf.collectAll();
        }

        @Override
        public void close() {
            shelf.close();
        }
    }
}
