package dev.waymark.api.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import dev.waymark.api.StatementCount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class AgentsTest {
    private static final Functions FUNCTIONS = new Functions();

    private final Client client = FUNCTIONS.newTenant();

    private Functions.Answer put(String path, String json, String... headers) {
        return client.put("/v1/agents/" + path, json.replace('\'', '"'), headers);
    }

    @AfterAll
    static void stop() {
        FUNCTIONS.close();
    }

    @Test
    void anAgentIsRegisteredReadAndChangedAndWhatIsNotNamedStays() {
        Functions.Answer made = put("coder", """
                {'agent_type': 'swe', 'description': 'd', 'system_instructions': 'You are\\u0000\\u0010 🦜', 'assistant_instructions': 'a',
                 'personality': 'calm', 'settings': {'n': 9223372036854775807, 'f': 0.1}}""").expect(201);

        assertThat(made.text("/name")).isEqualTo("coder");
        assertThat(made.text("/system_instructions")).isEqualTo("You are\u0000\u0010 🦜");
        assertThat(made.body().at("/settings/n").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(made.body().get("current_status").isNull()).isTrue();
        assertThat(made.body().has("configs")).isFalse();
        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(client.get("/v1/agents/coder").expect(200).body()).isEqualTo(made.body());
        assertThat(put("coder", "{}").expect(200).body()).isEqualTo(made.body());
        Functions.Answer changed = put("coder", "{'personality': 'brisk', 'settings': {}}", "If-Match", "\"1\"")
                .expect(200);
        assertThat(changed.text("/personality")).isEqualTo("brisk");
        assertThat(changed.text("/description")).isEqualTo("d");
        assertThat(changed.body().get("settings")).isEmpty();
        assertThat(changed.body().get("version").asInt()).isEqualTo(2);
        assertThat(put("coder", "{}", "If-Match", "\"1\"")
                        .expect(412)
                        .body()
                        .get("current_version")
                        .asInt())
                .isEqualTo(2);
        put("coder", "{}", "If-None-Match", "*").expect(412);
        put("nobody", "{}", "If-Match", "*").expect(404);
        client.get("/v1/agents/nobody").expect(404);
    }

    @Test
    void anAgentThatACommandNamedFirstIsChangedLikeAnyOther() {
        client.newCommand();
        assertThat(put("coder", "{'description': 'd'}")
                        .expect(200)
                        .body()
                        .get("version")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aNameMayHaveAThousandBytesOfAnyUnicode() {
        String name = "a/b%?#~".repeat(20) + "🦜".repeat(215);
        String path =
                "~" + Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        put(path, "{}").expect(201);
        assertThat(client.get("/v1/agents/" + path).expect(200).text("/name")).isEqualTo(name);
    }

    @Test
    void everythingOfAnAgentIsReadInOneCallAndOneStatement() {
        put("coder", "{}").expect(201);
        JsonNode config = put("coder/configs/model", "{'config_type': 'string', 'value': 'm'}")
                .expect(201)
                .body();
        JsonNode older = put("coder/capabilities/review/1.9", "{}").expect(201).body();
        JsonNode newer = put("coder/capabilities/review/1.10", "{'definition': {'a': [1]}}")
                .expect(201)
                .body();
        assertThat(client.get("/v1/agents/coder?expand=status")
                        .expect(200)
                        .body()
                        .get("status")
                        .isNull())
                .isTrue();
        JsonNode status = put("coder/status", "{'current_status': 'idle', 'detail': {'load': 0.5}}")
                .expect(200)
                .body();

        for (String point : List.of(
                "{'name': 'latency_ms', 'metric_type': 'histogram', 'value': 1.5, 'recorded_at': '2026-11-20T10:00:00Z'}",
                "{'name': 'latency_ms', 'metric_type': 'histogram', 'value': 2.5, 'recorded_at': '2026-11-20T10:00:01Z'}")) {
            client.post("/v1/agents/coder/metrics", ("{'points': [" + point + "]}").replace('\'', '"'))
                    .expect(201);
        }
        put("coder/threads/main/state", "{'local_state': {'a': 1}}", "If-None-Match", "*")
                .expect(201);
        JsonNode state = put("coder/threads/main/state", "{'local_state': {'a': 2}}", "If-Match", "\"1\"")
                .expect(200)
                .body();

        StatementCount count = StatementCount.in(FUNCTIONS);
        String everything = "/v1/agents/coder?expand=configs,status,capabilities,metrics,state";
        JsonNode all = client.get(everything).expect(200).body();
        long fewest = Long.MAX_VALUE;
        // a connection that the pool opens meanwhile has statements of its own
        for (int n = 0; n < 3; n++) {
            count.reset();
            client.get(everything).expect(200);
            fewest = Math.min(fewest, count.of("waymark_read"));
        }

        assertThat(fewest).isEqualTo(1);
        assertThat(all.get("configs")).containsExactly(config);
        assertThat(all.get("capabilities")).containsExactly(newer, older);
        assertThat(all.get("status")).isEqualTo(status);
        assertThat(all.get("metrics")).hasSize(1);
        assertThat(all.at("/metrics/0/name").asText()).isEqualTo("latency_ms");
        assertThat(all.at("/metrics/0/value").asDouble()).isEqualTo(2.5);
        assertThat(all.get("state")).hasSize(1);
        assertThat(all.at("/state/0/thread").asText()).isEqualTo("main");
        assertThat(all.at("/state/0/version").asInt()).isEqualTo(2);
        assertThat(all.at("/state/0/state_hash")).isEqualTo(state.get("state_hash"));
        assertThat(all.get("current_status").asText()).isEqualTo("idle");
        client.get("/v1/agents/coder?expand=secrets").expect(422);
    }

    @Test
    void anAgentIsFoundForATaskByStatusAndCapability() {
        for (String agent : List.of("idle1", "busy1", "idle2", "silent")) {
            put(agent, "{}").expect(201);
        }
        put("idle1/status", "{'current_status': 'idle'}").expect(200);
        put("idle2/status", "{'current_status': 'idle'}").expect(200);
        put("busy1/status", "{'current_status': 'busy'}").expect(200);
        put("idle1/capabilities/review/1", "{'enabled': false}").expect(201);
        put("idle1/capabilities/deploy/1", "{}").expect(201);
        put("idle2/capabilities/review/1", "{'enabled': false}").expect(201);
        put("idle2/capabilities/review/2", "{}").expect(201);
        put("busy1/capabilities/review/2", "{}").expect(201);

        assertThat(found("")).containsExactly("silent", "idle2", "busy1", "idle1");
        assertThat(found("status=idle")).containsExactly("idle2", "idle1");
        assertThat(found("capability=review")).containsExactly("idle2", "busy1", "idle1");
        assertThat(found("capability=review&enabled=true")).containsExactly("idle2", "busy1");
        assertThat(found("capability=review&enabled=false")).containsExactly("idle2", "idle1");
        assertThat(found("status=idle&capability=review&enabled=true")).containsExactly("idle2");
        assertThat(found("enabled=true")).containsExactly("idle2", "busy1", "idle1");
        assertThat(found("capability=nothing")).isEmpty();
        client.get("/v1/agents?status=asleep").expect(422);
        client.get("/v1/agents?seen_within_ms=0").expect(422);
    }

    @Test
    void whoeverHasNotBeenHeardOfLatelyIsNotFound() {
        put("alive", "{}").expect(201);
        put("dead", "{}").expect(201);
        put("alive/status", "{'current_status': 'idle'}").expect(200);
        UUID dead = put("dead/status", "{'current_status': 'idle'}").expect(200).id();
        Sql.of(FUNCTIONS)
                .run("update agent_status set heartbeat_at = heartbeat_at - interval '1 hour' where agent_id = '" + dead
                        + "'");

        assertThat(found("status=idle&seen_within_ms=3540000")).containsExactly("alive");
        assertThat(found("status=idle&seen_within_ms=86400000")).containsExactly("dead", "alive");
    }

    private List<String> found(String filter) {
        return Pages.texts(Pages.items(client.get("/v1/agents?" + filter).expect(200)), "/name");
    }

    @Test
    void agentsAreListedInPagesTheNewestFirst() {
        for (int n = 1; n <= 7; n++) {
            put("a" + n, "{}").expect(201);
        }
        List<List<JsonNode>> pages = Pages.of(client, "/v1/agents?limit=3");
        assertThat(pages.stream().map(page -> Pages.texts(page, "/name")))
                .containsExactly(List.of("a7", "a6", "a5"), List.of("a4", "a3", "a2"), List.of("a1"));
    }

    @Test
    void deletingAnAgentTakesAllOfItAlongAndTheAuditKeepsTheFact() {
        String project = client.newProject();
        UUID command = client.newCommand(project);
        UUID other = client.post(
                        "/v1/commands",
                        "{\"project\": \"%s\", \"request\": \"r\", \"agent\": \"other\"}".formatted(project))
                .expect(201)
                .id();
        UUID kept = client.newStep(other, "{\"command\": \"ls\"}").id();
        client.newStep(command, "{\"command\": \"ls\"}");
        UUID agent = client.get("/v1/agents/coder").expect(200).id();
        put("coder/configs/model", "{'config_type': 'string', 'value': 'secret thing'}")
                .expect(201);
        put("coder/capabilities/review/1", "{'definition': {'a': 'secret thing'}}")
                .expect(201);
        put("coder/status", "{'current_status': 'idle'}").expect(200);
        put("coder/threads/main", "{'metadata': {'a': 1}}").expect(201);
        put("coder/threads/main/state", "{'shared_state': {'a': 1}}", "If-None-Match", "*")
                .expect(201);
        client.post("/v1/agents/coder/threads/main/checkpoints", "{\"state\": {\"a\": 1}}")
                .expect(201);
        client.post(
                        "/v1/agents/coder/metrics",
                        "{\"points\": [{\"name\": \"m\", \"metric_type\": \"gauge\", \"value\": 1}]}")
                .expect(201);
        client.post("/v1/locks/l", "{\"agent\": \"coder\", \"ttl_ms\": 60000}").expect(201);
        Client key = client.withKey(
                "{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}".formatted(agent));
        key.get("/v1/agents/coder").expect(200);
        key.delete("/v1/agents/coder").expect(403);
        client.delete("/v1/agents/coder", "If-Match", "\"99\"").expect(412);

        client.delete("/v1/agents/coder").expect(204);

        client.delete("/v1/agents/coder").expect(404);
        client.get("/v1/agents/coder").expect(404);
        for (String below : List.of(
                "configs",
                "capabilities",
                "status",
                "configs/model",
                "capabilities/review/1",
                "threads/main",
                "threads/main/state",
                "metrics")) {
            client.get("/v1/agents/coder/" + below).expect(404);
        }
        for (String table : List.of(
                "agent_configs",
                "agent_capabilities",
                "agent_status",
                "agent_metrics",
                "agent_metrics_daily",
                "threads",
                "state_checkpoints")) {
            assertThat(Sql.of(FUNCTIONS).number("select count(*) from " + table + " where agent_id = ?", agent))
                    .as(table)
                    .isZero();
        }
        assertThat(Sql.of(FUNCTIONS)
                        .number(
                                "select count(*) from shared_states where tenant_id = (select tenant_id from projects where key = ?)",
                                project))
                .isZero();
        client.get("/v1/commands/" + command).expect(404);
        client.get("/v1/commands/" + other).expect(200);
        key.get("/v1/agents/coder").expect(401);
        assertThat(client.get("/v1/projects/" + project).expect(200).text("/last_active_step_id"))
                .isEqualTo(kept.toString());
        assertThat(client.get("/v1/locks/l").expect(200).body().get("held").asBoolean())
                .isFalse();
        assertThat(client.post("/v1/locks/l", "{\"agent\": \"other\", \"ttl_ms\": 60000}")
                        .expect(201)
                        .body()
                        .get("fencing_token")
                        .asInt())
                .isEqualTo(2);
        JsonNode fact = client.get("/v1/audit-events?action=agent.deleted")
                .expect(200)
                .body()
                .at("/items/0");
        assertThat(fact.get("subject_id").asText()).isEqualTo(agent.toString());
        assertThat(fact.at("/detail/commands").asInt()).isEqualTo(1);
        assertThat(fact.at("/detail/threads").asInt()).isEqualTo(1);
        JsonNode forgotten = client.get("/v1/audit-events?chain_id=" + agent)
                .expect(200)
                .body()
                .get("items");
        assertThat(forgotten)
                .hasSizeGreaterThan(3)
                .allMatch(event -> event.get("detail").isNull());
    }

    @Test
    void aDeletedAgentMayBeRegisteredAnewAndStartsClean() {
        UUID first = put("coder", "{'description': 'old'}").expect(201).id();
        put("coder/configs/a", "{'config_type': 'json', 'value': null}").expect(201);
        client.delete("/v1/agents/coder").expect(204);
        Functions.Answer anew = put("coder", "{}").expect(201);
        assertThat(anew.id()).isNotEqualTo(first);
        assertThat(anew.body().get("description").isNull()).isTrue();
        assertThat(client.get("/v1/agents/coder/configs").expect(200).body().get("items"))
                .isEmpty();
    }

    @Test
    void aRestrictedKeySeesAndChangesItsOwnAgentAlone() {
        UUID mine = put("mine", "{}").expect(201).id();
        put("other", "{}").expect(201);
        put("other/configs/a", "{'config_type': 'json', 'value': 1}").expect(201);
        put("other/status", "{'current_status': 'idle'}").expect(200);
        Client key = client.withKey(
                "{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}".formatted(mine));

        assertThat(Pages.texts(Pages.items(key.get("/v1/agents").expect(200)), "/name"))
                .containsExactly("mine");
        key.get("/v1/agents/other").expect(404);
        for (String below : List.of("configs", "capabilities", "status", "configs/a")) {
            key.get("/v1/agents/other/" + below).expect(404);
        }
        key.put("/v1/agents/mine", "{\"description\": \"me\"}").expect(200);
        key.put("/v1/agents/mine/status", "{\"current_status\": \"busy\"}").expect(200);
        key.put("/v1/agents/mine/configs/a", "{\"config_type\": \"integer\", \"value\": 1}")
                .expect(201);
        key.put("/v1/agents/mine/capabilities/c/1", "{}").expect(201);
        key.delete("/v1/agents/mine/capabilities/c/1").expect(204);
        key.put("/v1/agents/other", "{}").expect(403);
        key.put("/v1/agents/fresh", "{}").expect(403);
        key.put("/v1/agents/other/status", "{\"current_status\": \"busy\"}").expect(404);
        key.put("/v1/agents/other/configs/a", "{\"config_type\": \"integer\", \"value\": 1}")
                .expect(404);
        key.delete("/v1/agents/other/configs/a").expect(404);
        key.delete("/v1/agents/mine").expect(403);
        assertThat(client.get("/v1/agents/other/status").expect(200).text("/current_status"))
                .isEqualTo("idle");
    }
}
