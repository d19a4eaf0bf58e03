package dev.waymark.api.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class StateTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String STATE = "/v1/agents/coder/threads/main/state";
    private static final String MERGE = "application/merge-patch+json";
    private static final String PATCH = "application/json-patch+json";

    private final Client client = FUNCTIONS.newTenant();

    private Functions.Answer begin(String json) {
        return client.put(STATE, json, "If-None-Match", "*").expect(201);
    }

    private Functions.Answer put(String json, long version) {
        return client.put(STATE, json, "If-Match", "\"" + version + "\"");
    }

    private Functions.Answer patch(String type, String json, long version) {
        return client.patch(STATE, json, "If-Match", "\"" + version + "\"", "Content-Type", type);
    }

    @Test
    void theFirstStateHasVersionOneAndAllFourPartitions() {
        Functions.Answer made = begin("{\"local_state\": {\"n\": 1}, \"trigger\": \"began\"}");
        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(made.body().get("version").asLong()).isEqualTo(1);
        assertThat(made.text("/local_state/n")).isEqualTo("1");
        for (String partition : new String[] {"shared_state", "session_state", "persistent_state"}) {
            assertThat(made.body().get(partition)).as(partition).isEmpty();
        }
        assertThat(made.body().get("valid_until").isNull()).isTrue();
        assertThat(made.body().get("is_current").asBoolean()).isTrue();
        assertThat(client.get(STATE).expect(200).body()).isEqualTo(made.body());
    }

    @Test
    void aPutReplacesThePartitionsThatItNamesAndLeavesTheOthers() {
        begin("{\"local_state\": {\"a\": 1, \"b\": 2}, \"session_state\": {\"s\": 1}}");
        Functions.Answer second = put("{\"local_state\": {\"c\": 3}}", 1).expect(200);
        assertThat(second.body().get("local_state").toString()).isEqualTo("{\"c\":3}");
        assertThat(second.body().get("session_state").toString()).isEqualTo("{\"s\":1}");
        assertThat(client.get(STATE).body()).isEqualTo(second.body());
    }

    @Test
    void theHashIsThatOfTheDigestsOfThePartitions() throws Exception {
        Functions.Answer made =
                begin("{\"local_state\": {\"b\": [1, 2], \"a\": \"ä\"}, \"shared_state\": {\"x\": null}}");
        String canonical =
                "{\"local_state\":\"%s\",\"persistent_state\":\"%s\",\"session_state\":\"%s\",\"shared_state\":\"%s\"}"
                        .formatted(
                                sha256("{\"a\":\"ä\",\"b\":[1,2]}"),
                                sha256("{}"),
                                sha256("{}"),
                                sha256("{\"x\":null}"));
        assertThat(made.text("/state_hash")).isEqualTo(sha256(canonical));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aWriteSaysWhichVersionItHasSeen() {
        assertThat(client.put(STATE, "{}").expect(428).problem()).isEqualTo("version-required");
        assertThat(client.patch(STATE, "{}").expect(428).problem()).isEqualTo("version-required");
        assertThat(put("{}", 1).expect(404).problem()).isEqualTo("not-found");
        begin("{}");
        client.put(STATE, "{}").expect(428);
        client.patch(STATE, "{}").expect(428);
        client.put(STATE, "{}", "If-Match", "*", "If-None-Match", "*").expect(422);
        assertThat(client.put(STATE, "{}", "If-None-Match", "*").expect(412).text("/current_version"))
                .isEqualTo("1");
        put("{\"local_state\": {\"n\": 1}}", 1).expect(200);
        for (Functions.Answer stale : new Functions.Answer[] {
            put("{\"local_state\": {\"n\": 2}}", 1), patch(MERGE, "{\"local_state\": {\"n\": 2}}", 1), put("{}", 3)
        }) {
            assertThat(stale.expect(412).text("/current_version")).isEqualTo("2");
        }
        assertThat(client.get(STATE).text("/local_state/n")).isEqualTo("1");
        client.put(STATE, "{\"local_state\": {\"n\": 3}}", "If-Match", "*").expect(200);
    }

    @Test
    void aThreadWithoutStateHasNoneToRead() {
        client.get(STATE).expect(404);
        client.put("/v1/agents/coder/threads/main", "{}").expect(201);
        client.get(STATE).expect(404);
        client.patch(STATE, "{}", "If-Match", "*").expect(404);
        client.get(STATE + "/versions").expect(200);
        begin("{}");
        client.get(STATE + "?version=2").expect(404);
        client.get(STATE + "?version=0").expect(404);
        client.get(STATE + "?at=2001-01-01T00:00:00Z").expect(404);
        client.get(STATE + "?at=2001-01-01T00:00:00Z&version=1").expect(422);
        client.get(STATE + "?partitions=nonsense").expect(422);
    }

    @Test
    void onlyThePartitionsAskedForAreRead() {
        begin("{\"local_state\": {\"n\": 1}, \"session_state\": {\"n\": 2}}");
        JsonNode some =
                client.get(STATE + "?partitions=session_state").expect(200).body();
        assertThat(some.has("local_state")).isFalse();
        assertThat(some.at("/session_state/n").asInt()).isEqualTo(2);
    }

    @Test
    void aMergePatchGoesOverTheObjectOfPartitions() {
        begin("{\"local_state\": {\"a\": 1, \"b\": {\"c\": 2, \"d\": 3}}, \"session_state\": {\"s\": 1}}");
        Functions.Answer merged = patch(
                        MERGE, "{\"local_state\": {\"a\": null, \"b\": {\"c\": 4}}, \"session_state\": null}", 1)
                .expect(200);
        assertThat(merged.body().get("local_state").toString()).isEqualTo("{\"b\":{\"c\":4,\"d\":3}}");
        assertThat(merged.body().get("session_state")).isEmpty();
        assertThat(merged.text("/version")).isEqualTo("2");
    }

    @Test
    void aJsonPatchGoesOverTheObjectOfPartitions() {
        begin("{\"local_state\": {\"list\": [1]}, \"session_state\": {}}");
        Functions.Answer patched = patch(PATCH, """
                        [{"op": "test", "path": "/local_state/list/0", "value": 1},
                         {"op": "add", "path": "/local_state/list/-", "value": 2},
                         {"op": "copy", "from": "/local_state/list", "path": "/persistent_state/list"}]""", 1).expect(200);
        assertThat(patched.body().at("/persistent_state/list").toString()).isEqualTo("[1,2]");
        assertThat(client.get(STATE).body()).isEqualTo(patched.body());
        assertThat(patch(PATCH, "[{\"op\": \"test\", \"path\": \"/local_state/list\", \"value\": []}]", 2)
                        .expect(422)
                        .text("/errors/0/code"))
                .isEqualTo("test");
        assertThat(patch(PATCH, "[]", 2).expect(200).text("/version")).isEqualTo("3");
        client.patch(STATE, "[]", "If-Match", "3").expect(422);
        patch("application/strange+json", "{}", 3).expect(415);
    }

    @Test
    void theResultIsAnObjectOfPartitionsThatAreObjects() {
        begin("{}");
        for (String[] wrong : new String[][] {
            {MERGE, "{\"local_state\": 1}", "/local_state"},
            {MERGE, "{\"other\": {}}", "/other"},
            {MERGE, "[1]", ""},
            {PATCH, "[{\"op\": \"replace\", \"path\": \"\", \"value\": 7}]", ""},
            {PATCH, "[{\"op\": \"replace\", \"path\": \"/session_state\", \"value\": []}]", "/session_state"},
            {PATCH, "{}", ""}
        }) {
            Functions.Answer refused = patch(wrong[0], wrong[1], 1).expect(422);
            assertThat(refused.text("/errors/0/pointer")).as(wrong[1]).isEqualTo(wrong[2]);
        }
        client.put(STATE, "{\"local_state\": []}", "If-Match", "1").expect(422);
        assertThat(client.get(STATE).text("/version")).isEqualTo("1");
    }

    @Test
    void everyValueComesBackExactly() {
        String deep = "[".repeat(510) + "]".repeat(510);
        String json =
                "{\"local_state\":{\"\":[1.5e300,-9223372036854775808,9007199254740993,true,null,{}],\"nul\":\"a\\u0000b\","
                        + "\"deep\":" + deep + ",\"odd\":\"\\ud83d\\ude00\u2028\"}}";
        begin(json);
        JsonNode back = client.get(STATE).expect(200).body().get("local_state");
        assertThat(back.get("nul").asText()).isEqualTo("a\u0000b");
        assertThat(back.get("").toString()).isEqualTo("[1.5E300,-9223372036854775808,9007199254740993,true,null,{}]");
        assertThat(back.get("deep").toString()).isEqualTo(deep);
        assertThat(back.get("odd").asText()).isEqualTo("\ud83d\ude00\u2028");
        begin2(json);
    }

    private void begin2(String json) {
        client.put("/v1/agents/coder/threads/again/state", json, "If-None-Match", "*")
                .expect(201);
        assertThat(client.get("/v1/agents/coder/threads/again/state").text("/state_hash"))
                .isEqualTo(client.get(STATE).text("/state_hash"));
    }

    @Test
    void aStateOfMoreThanFourMebibytesIsRefusedWhole() {
        String half = "\"" + "x".repeat(2_200_000) + "\"";
        begin("{\"local_state\": {\"x\": " + half + "}}");
        Functions.Answer refused =
                put("{\"session_state\": {\"y\": " + half + "}}", 1).expect(413);
        assertThat(refused.body().get("limit_bytes").asLong()).isEqualTo(4_194_304);
        assertThat(client.get(STATE).text("/version")).isEqualTo("1");
    }

    @Test
    void namesOfAThousandOddBytesWork() {
        String name = "a/b%c?#~ü" + "😀".repeat(247);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        assertThat(bytes.length).isBetween(990, 1_000);
        String path = "/v1/agents/coder/threads/~"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Functions.Answer made = client.put(path + "/state", "{\"local_state\": {\"n\": 1}}", "If-None-Match", "*")
                .expect(201);
        assertThat(made.text("/thread")).isEqualTo(name);
        client.patch(path + "/state", "{\"local_state\": {\"n\": 2}}", "If-Match", "1")
                .expect(200);
        assertThat(client.get(path + "/state?version=1").text("/local_state/n")).isEqualTo("1");
    }

    @Test
    void aDeletedThreadIsGoneUntilItIsMadeAnewAndThenStartsClean() {
        begin("{\"local_state\": {\"n\": 1}, \"shared_state\": {\"n\": 1}}");
        String thread = "/v1/agents/coder/threads/main";
        client.delete(thread).expect(422);
        client.delete(thread + "?confirm=other").expect(422);
        client.delete(thread + "?confirm=main", "If-Match", "7").expect(412);
        client.delete(thread + "?confirm=main").expect(204);
        client.delete(thread + "?confirm=main").expect(410);
        for (Functions.Answer gone : new Functions.Answer[] {
            client.get(thread),
            client.get(STATE),
            client.get(STATE + "?version=1"),
            client.get(STATE + "/versions"),
            client.get(STATE + "/transitions"),
            put("{}", 1),
            patch(MERGE, "{}", 1),
            client.put(STATE, "{}", "If-None-Match", "*"),
            client.put(thread, "{}")
        }) {
            assertThat(gone.status()).as("%s", gone.body()).isEqualTo(410);
        }
        assertThat(client.get("/v1/agents/coder/threads").expect(200).body().get("items"))
                .isEmpty();
        client.put(thread, "{}", "If-None-Match", "*").expect(201);
        client.get(STATE).expect(404);
        assertThat(begin("{}").body().get("shared_state")).isEmpty();
        assertThat(client.get(STATE).text("/version")).isEqualTo("1");
    }
}
