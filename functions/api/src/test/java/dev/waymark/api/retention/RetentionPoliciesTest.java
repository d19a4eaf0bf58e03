package dev.waymark.api.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.retention.RetentionKind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RetentionPoliciesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/retention-policies";

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void everyKindHasADefaultInTheOrderOfTheSweep() {
        Functions.Answer policies = client.get(PATH).expect(200);
        assertThat(policies.body().get("items").findValuesAsText("kind"))
                .containsExactlyElementsOf(Arrays.stream(RetentionKind.values())
                        .map(RetentionKind::word)
                        .toList());
        assertThat(policies.body().at("/items/0").toString())
                .isEqualTo("{\"kind\":\"system_state_snapshots\",\"days\":30,\"then\":\"archive\"}");
        assertThat(policies.body().at("/items/1/days").asInt()).isEqualTo(90);
        assertThat(policies.headers()).containsEntry("etag", "\"1\"");
    }

    @Test
    void everyDefaultIsWhatItsKindTakes() {
        for (JsonNode policy : client.get(PATH).body().get("items")) {
            RetentionKind kind =
                    RetentionKind.valueOf(policy.get("kind").asText().toUpperCase(java.util.Locale.ROOT));
            String then = policy.get("then").asText();
            assertThat(kind.takes(then)).as("%s %s", kind, then).isTrue();
            assertThat(policy.get("days").isNull()).isEqualTo(then.equals("keep"));
        }
    }

    @Test
    void whatIsSetHoldsAndWhatIsNotNamedGoesBackToItsDefault() {
        Functions.Answer first = client.put(PATH, """
                        {"items": [{"kind": "system_state_snapshots", "days": 7, "then": "delete"},
                                   {"kind": "conversations", "days": 400, "then": "delete"}]}""", "If-Match", "\"1\"").expect(200);
        assertThat(of(first, "system_state_snapshots").get("days").asInt()).isEqualTo(7);
        assertThat(of(first, "conversations").get("then").asText()).isEqualTo("delete");
        assertThat(first.headers()).containsEntry("etag", "\"3\"");
        assertThat(client.get(PATH).body()).isEqualTo(first.body());

        Functions.Answer second = client.put(
                        PATH,
                        "{\"items\": [{\"kind\": \"conversations\", \"days\": null, \"then\": \"keep\"}]}",
                        "If-Match",
                        "\"3\"")
                .expect(200);
        assertThat(of(second, "system_state_snapshots").get("days").asInt()).isEqualTo(30);
        assertThat(of(second, "conversations").get("days").isNull()).isTrue();
    }

    @Test
    void putTakesWhatGetAnswersAndThenChangesNothing() {
        Functions.Answer read = client.get(PATH);
        Functions.Answer put =
                client.put(PATH, read.body().toString(), "If-Match", "\"1\"").expect(200);
        assertThat(put.body()).isEqualTo(read.body());
        assertThat(put.headers()).containsEntry("etag", "\"1\"");
    }

    @Test
    void aVersionMustBeNamedAndBeTheNewest() {
        assertThat(client.put(PATH, "{\"items\": []}").expect(428).problem()).isEqualTo("version-required");
        String week = "{\"items\": [{\"kind\": \"step_evaluations\", \"days\": 7, \"then\": \"archive\"}]}";
        client.put(PATH, week, "If-Match", "\"1\"").expect(200);
        Functions.Answer stale =
                client.put(PATH, "{\"items\": []}", "If-Match", "\"1\"").expect(412);
        assertThat(stale.body().get("current_version").asInt()).isEqualTo(2);
        client.put(PATH, "{\"items\": []}", "If-Match", "*").expect(200);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        Functions.Answer answer = client.put(PATH, """
                        {"items": [{"kind": "zzz", "days": 1, "then": "delete"},
                                   {"kind": "step_evaluations", "days": -1, "then": "archive"},
                                   {"kind": "step_evaluations", "days": 40000, "then": "compress"},
                                   {"kind": "conversations", "days": 5, "then": "keep"},
                                   {"kind": "agent_memories", "days": null, "then": "delete"},
                                   {"kind": "messages", "days": 1, "then": "delete"}]}""", "If-Match", "*").expect(422);
        assertThat(answer.body().get("errors").findValuesAsText("pointer"))
                .containsExactly(
                        "/items/0/kind",
                        "/items/1/days",
                        "/items/2/kind",
                        "/items/2/then",
                        "/items/2/days",
                        "/items/3/days",
                        "/items/4/days",
                        "/items/5/then");
        assertThat(client.get(PATH).headers()).containsEntry("etag", "\"1\"");
    }

    @Test
    void whatCannotBeReadIsToldWithTheRest() {
        Functions.Answer answer = client.put(PATH, """
                        {"items": [{"kind": 7, "days": "many", "then": "delete"}, 5,
                                   {"kind": "conversations", "days": 5, "then": "keep", "more": 1},
                                   {"kind": "conversations", "days": 5, "then": "keep"}, null]}""", "If-Match", "*").expect(422);
        assertThat(answer.body().get("errors").findValuesAsText("pointer"))
                .containsExactly(
                        "/items/0/kind", "/items/0/days", "/items/1", "/items/2/more", "/items/3/days", "/items/4");
    }

    @Test
    void onlyAnAdminChangesThem() {
        Client writer = client.withKey("{\"name\": \"w\", \"scopes\": [\"read\", \"write\"]}");
        writer.get(PATH).expect(200);
        writer.put(PATH, "{\"items\": []}", "If-Match", "*").expect(403);
    }

    @Test
    void aChangeIsAudited() {
        client.put(
                PATH,
                "{\"items\": [{\"kind\": \"step_evaluations\", \"days\": 7, \"then\": \"archive\"}]}",
                "If-Match",
                "*");
        assertThat(client.get("/v1/audit-events?action=retention.changed")
                        .body()
                        .at("/items/0/detail/0/days")
                        .asInt())
                .isEqualTo(7);
    }

    private static JsonNode of(Functions.Answer policies, String kind) {
        for (JsonNode policy : policies.body().get("items")) {
            if (policy.get("kind").asText().equals(kind)) {
                return policy;
            }
        }
        throw new AssertionError("no " + kind);
    }
}
