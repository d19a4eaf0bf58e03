package dev.waymark.api.contextsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a model was told, kept as a document.
final class ContextSnapshotsTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void aContextIsKeptExactlyWithHowItWasBuilt() {
        String context = "{'\\u0000': ['\\u0000', 9007199254740993, 1.5, null, {'': {}}], 'text': 'é😀'}";
        Functions.Answer made = capture("""
                {'agent': 'coder', 'user_id': 'u1', 'snapshot': %s, 'model': 'gpt-4', 'total_tokens': 7, 'compression_ratio': 0.3333337,
                 'segment_count': 3, 'build_time_ms': 12, 'optimization_count': 2}""".formatted(context)).expect(201);

        JsonNode read = read(made).expect(200).body();

        assertThat(read.get("snapshot")).isEqualTo(json(context));
        assertThat(made.body().has("snapshot")).isFalse();
        assertThat(without(read, "snapshot")).isEqualTo(made.body());
        assertThat(read.get("total_tokens").asLong()).isEqualTo(7);
        assertThat(read.get("compression_ratio").decimalValue()).isEqualByComparingTo("0.333334");
        assertThat(read.get("agent").asText()).isEqualTo("coder");
        assertThat(read.get("user_id").asText()).isEqualTo("u1");
        client.get("/v1/context-snapshots/" + UUID.randomUUID()).expect(404);
    }

    @Test
    void tokensThatTheClientDidNotCountAreCounted() {
        assertThat(tokensOf("{'agent': 'a', 'snapshot': 'お誕生日おめでとう'}")).isEqualTo(8);
        assertThat(tokensOf("{'agent': 'a', 'snapshot': 'お誕生日おめでとう', 'model': 'gpt-4'}"))
                .isEqualTo(9);
        assertThat(tokensOf("{'agent': 'a', 'snapshot': {'b':  1, 'a': 2}}"))
                .isEqualTo(tokensOf("{'agent': 'a', 'snapshot': '{\\'a\\':2,\\'b\\':1}'}"))
                .isGreaterThan(4);
        assertThat(tokensOf("{'agent': 'a', 'snapshot': '', 'model': 'no such model'}"))
                .isZero();
    }

    @Test
    void theSameContextAgainCostsNoSecondBody() {
        Functions.Answer first =
                capture("{'agent': 'a', 'snapshot': {'x': 1, 'y': 2}}").expect(201);
        Functions.Answer second =
                capture("{'agent': 'b', 'snapshot': {'y': 2, 'x': 1}}").expect(201);

        assertThat(second.text("/snapshot_digest")).isEqualTo(first.text("/snapshot_digest"));
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(Sql.of(FUNCTIONS).number("""
                        select count(*) from documents d
                         where d.tenant_id = (select tenant_id from context_snapshots where id = ?)""", first.id())).isEqualTo(1);
    }

    @Test
    void aLargeContextThatGrowsCostsWhatItGrew() {
        Random random = new Random(7);
        StringBuilder messages = new StringBuilder(message(random));
        for (int i = 0; i < 100; i++) {
            messages.append(", ").append(message(random));
        }
        Functions.Answer first = grown(messages).expect(201);
        long before = packedBytes(first);
        for (int i = 0; i < 5; i++) {
            messages.append(", ").append(message(random));
            Functions.Answer next = grown(messages).expect(201);
            assertThat(read(next).expect(200).body().at("/snapshot/messages").size())
                    .isEqualTo(102 + i);
        }

        assertThat(packedBytes(first) - before).isLessThan(before / 8);
        assertThat(read(first).expect(200).body().at("/snapshot/messages").size())
                .isEqualTo(101);
    }

    private Functions.Answer grown(CharSequence messages) {
        return client.post(
                "/v1/context-snapshots",
                "{\"agent\": \"a\", \"total_tokens\": 1, \"snapshot\": {\"messages\": [" + messages + "]}}");
    }

    /// About a kilobyte of text that hardly compresses.
    private static String message(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 1_000) {
            text.append(Long.toString(random.nextLong(), 36)).append(' ');
        }
        return "\"" + text + "\"";
    }

    private static long packedBytes(Functions.Answer made) {
        return Sql.of(FUNCTIONS).number("""
                        select coalesce(sum(octet_length(p.bases) + octet_length(p.dictionary) + octet_length(p.directory) + octet_length(p.body)), 0)
                          from packs p
                         where p.tenant_id = (select tenant_id from context_snapshots where id = ?)""", made.id());
    }

    @Test
    void aReplayAnswersTheFirstAndAddsNothing() {
        String body = "{\"agent\": \"a\", \"snapshot\": [1]}";
        Functions.Answer first = client.post("/v1/context-snapshots", body, "Idempotency-Key", "k")
                .expect(201);
        Functions.Answer again = client.post("/v1/context-snapshots", body, "Idempotency-Key", "k")
                .expect(201);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers()).containsEntry("idempotency-replayed", "true");
        UUID id = UUID.randomUUID();
        String own = "{'id': '%s', 'agent': 'a', 'snapshot': 1}".formatted(id);
        assertThat(capture(own).expect(201).id()).isEqualTo(id);
        capture(own).expect(409);
    }

    @Test
    void aContextNeedsAnAgentAndAValue() {
        assertThat(capture("{'snapshot': 1}").expect(422).text("/errors/0/pointer"))
                .isEqualTo("/agent");
        assertThat(capture("{'agent': 'a'}").expect(422).text("/errors/0/pointer"))
                .isEqualTo("/snapshot");
        capture("{'agent': 'a', 'snapshot': 1, 'total_tokens': -1}").expect(422);
        capture("{'agent': 'a', 'snapshot': 1, 'compression_ratio': -0.1}").expect(422);
    }

    @Test
    void aContextForAMessageIsItsConversationsAndLeavesWithIt() {
        client.put("/v1/conversations/c", "{\"agent\": \"a\", \"user_id\": \"u1\"}")
                .expect(201);
        String said = "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"x\"}%s}";
        UUID message = client.post("/v1/conversations/c/messages", said.formatted(""))
                .expect(201)
                .id();
        UUID brought = UUID.randomUUID();
        client.post("/v1/conversations/c/messages", said.formatted(", \"id\": \"" + brought + "\""))
                .expect(201);

        Functions.Answer made = capture("{'message_id': '%s', 'snapshot': 1}".formatted(message))
                .expect(201);
        Functions.Answer other = capture("{'message_id': '%s', 'agent': 'b', 'snapshot': 1}".formatted(brought))
                .expect(201);

        JsonNode read = read(made).expect(200).body();
        assertThat(read.get("agent").asText()).isEqualTo("a");
        assertThat(read.get("user_id").asText()).isEqualTo("u1");
        assertThat(read.get("message_id").asText()).isEqualTo(message.toString());
        assertThat(read.get("conversation_id").asText())
                .isEqualTo(client.get("/v1/conversations/c").expect(200).text("/id"));
        assertThat(other.text("/agent")).isEqualTo("b");
        assertThat(other.text("/conversation_id"))
                .isEqualTo(read.get("conversation_id").asText());
        assertThat(capture("{'message_id': '%s', 'agent': 'a', 'snapshot': 1}".formatted(UUID.randomUUID()))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/message_id");
        assertThat(capture("{'message_id': '%s', 'user_id': 'u2', 'snapshot': 1}".formatted(message))
                        .expect(422)
                        .text("/errors/0/pointer"))
                .isEqualTo("/user_id");
        client.delete("/v1/conversations/c").expect(204);
        read(made).expect(404);
        read(other).expect(404);
    }

    @Test
    void narrowKeysKeepAndSeeContextsOfTheirAgentOrUserAlone() {
        Functions.Answer ofA =
                capture("{'agent': 'a', 'user_id': 'u1', 'snapshot': 1}").expect(201);
        Functions.Answer ofB =
                capture("{'agent': 'b', 'user_id': 'u2', 'snapshot': 2}").expect(201);
        Client agent = client.withKey("{\"name\": \"k\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}"
                .formatted(ofA.text("/agent_id")));
        Client user = client.withKey("{\"name\": \"k\", \"scopes\": [\"read\", \"write\"], \"user_id\": \"u2\"}");

        agent.get("/v1/context-snapshots/" + ofA.id()).expect(200);
        agent.get("/v1/context-snapshots/" + ofB.id()).expect(404);
        user.get("/v1/context-snapshots/" + ofA.id()).expect(404);
        user.get("/v1/context-snapshots/" + ofB.id()).expect(200);
        assertThat(agent.post("/v1/context-snapshots", "{\"snapshot\": 1}")
                        .expect(201)
                        .text("/agent"))
                .isEqualTo("a");
        agent.post("/v1/context-snapshots", "{\"agent\": \"b\", \"snapshot\": 1}")
                .expect(403);
        assertThat(user.post("/v1/context-snapshots", "{\"agent\": \"a\", \"snapshot\": 1}")
                        .expect(201)
                        .text("/user_id"))
                .isEqualTo("u2");
        user.post("/v1/context-snapshots", "{\"agent\": \"a\", \"user_id\": \"u1\", \"snapshot\": 1}")
                .expect(403);
    }

    @Test
    void anAgentsContextsLeaveWithIt() {
        Functions.Answer made = capture("{'agent': 'gone', 'snapshot': 1}").expect(201);
        client.delete("/v1/agents/gone").expect(204);
        read(made).expect(404);
    }

    private long tokensOf(String json) {
        return capture(json).expect(201).body().get("total_tokens").asLong();
    }

    private Functions.Answer read(Functions.Answer made) {
        return client.get("/v1/context-snapshots/" + made.id());
    }

    private Functions.Answer capture(String json) {
        return client.post("/v1/context-snapshots", json.replace("\\'", "\\\"").replace('\'', '"'));
    }

    private static JsonNode without(JsonNode body, String member) {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) body.deepCopy()).without(member);
    }

    private static JsonNode json(String json) {
        try {
            return Functions.JSON.readTree(json.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
