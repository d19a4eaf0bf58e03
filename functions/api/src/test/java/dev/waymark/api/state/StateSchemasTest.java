package dev.waymark.api.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class StateSchemasTest {
    private static final String SCHEMA = "/v1/agents/coder/state-schemas/local_state";
    private static final String STATE = "/v1/agents/coder/threads/main/state";

    private final Client client = Functions.shared().newTenant();

    private Functions.Answer put(String schema) {
        return client.put(SCHEMA, "{\"schema\": " + schema + "}");
    }

    private Functions.Answer begin(String json) {
        return client.put(STATE, json, "If-None-Match", "*");
    }

    @Test
    void aSchemaIsSetReadChangedAndTakenAway() {
        client.get(SCHEMA).expect(404);
        client.delete(SCHEMA).expect(404);
        Functions.Answer made =
                put("{\"type\": \"object\", \"required\": [\"n\"]}").expect(201);
        assertThat(client.get(SCHEMA).expect(200).body()).isEqualTo(made.body());
        assertThat(put("{\"type\": \"object\"}").expect(200).text("/version")).isEqualTo("2");
        client.put(SCHEMA, "{\"schema\": {}}", "If-Match", "1").expect(412);
        client.put(SCHEMA, "{\"schema\": {}}", "If-None-Match", "*").expect(412);
        client.delete(SCHEMA, "If-Match", "1").expect(412);
        client.delete(SCHEMA).expect(204);
        client.get(SCHEMA).expect(404);
        client.get("/v1/agents/coder/state-schemas/other").expect(422);
    }

    @Test
    void aStateThatBreaksItIsRefusedWithAPointerPerViolation() {
        put("""
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["n"],
                 "properties": {"n": {"type": "integer", "minimum": 1}, "list": {"items": {"type": "string", "pattern": "^[a-z]+$"}}}}""").expect(201);
        Functions.Answer refused = begin("{\"local_state\": {\"n\": 0, \"list\": [\"ok\", \"NO\", 7]}}")
                .expect(422);
        assertThat(refused.body().get("errors").findValuesAsText("pointer"))
                .contains("/local_state/n", "/local_state/list/1", "/local_state/list/2")
                .noneMatch(pointer -> pointer.equals("/local_state/list/0"));
        client.get("/v1/agents/coder/threads/main").expect(404);
        begin("{\"local_state\": {\"n\": 1, \"list\": [\"ok\"]}, \"session_state\": {\"n\": \"free\"}}")
                .expect(201);
        client.patch(STATE, "{\"local_state\": {\"n\": 1.5}}", "If-Match", "1").expect(422);
        client.patch(STATE, "{\"local_state\": {\"n\": 2}}", "If-Match", "1").expect(200);
        client.put(STATE, "{\"session_state\": {}}", "If-Match", "2").expect(200);
        client.put("/v1/agents/another/threads/main/state", "{\"local_state\": {}}", "If-None-Match", "*")
                .expect(201);
        client.delete(SCHEMA).expect(204);
        client.put(STATE, "{\"local_state\": {}}", "If-Match", "3").expect(200);
    }

    @Test
    void whatCannotBeCheckedSafelyIsNoSchemaHere() {
        for (String schema : new String[] {
            "{\"type\": \"strange\"}",
            "{\"minimum\": \"x\"}",
            "{\"$schema\": \"http://json-schema.org/draft-07/schema#\"}",
            "{\"$ref\": \"https://example.org/schema\"}",
            "{\"properties\": {\"a\": {\"$ref\": \"file:///etc/passwd\"}}}",
            "{\"$ref\": \"#/$defs/absent\"}",
            "{\"$id\": \"https://example.org/x\"}",
            "{\"patternProperties\": {\"(a+)+$\": true}}",
            "{\"pattern\": \"(?=a)b\"}",
            "{\"pattern\": \"(\"}",
            "[]",
            "true"
        }) {
            assertThat(put(schema).status()).as(schema).isEqualTo(422);
        }
        put("{\"properties\": {\"patternProperties\": {\"type\": \"string\"}, \"$ref\": {}}, \"const\": {\"$ref\": \"x\"}}")
                .expect(201);
    }

    @Test
    void aHostileSchemaEndsSoon() {
        var chain = new StringBuilder("{\"$ref\": \"#/$defs/a0\", \"$defs\": {");
        for (int i = 0; i < 40; i++) {
            chain.append("\"a%d\": {\"allOf\": [{\"$ref\": \"#/$defs/a%d\"}, {\"$ref\": \"#/$defs/a%d\"}]},"
                    .formatted(i, i + 1, i + 1));
        }
        chain.append("\"a40\": true}}");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            put(chain.toString()).expect(422);
            put("{\"$ref\": \"#\"}").expect(422);
            put("{\"properties\": {\"x\": {\"pattern\": \"^(a+)+$\"}}}").expect(201);
            begin("{\"local_state\": {\"x\": \"%s!\"}}".formatted("a".repeat(50_000)))
                    .expect(422);
        });
    }
}
