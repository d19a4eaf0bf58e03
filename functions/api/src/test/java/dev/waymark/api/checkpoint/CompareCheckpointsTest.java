package dev.waymark.api.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What changed from one checkpoint to another.
final class CompareCheckpointsTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();
    private final Checkpoints checkpoints = new Checkpoints(client);

    @Test
    void aDifferenceNamesTheKeysAndHasAPatch() {
        String messages = Checkpoints.messages(1, 1_000);
        UUID a = checkpoints.taken(
                "main",
                "{'state': {'n': 1, 'draft': 'x', 'same': [1], 'big': %s, 'messages': %s}}"
                        .formatted(messages, messages));
        UUID b = checkpoints.taken("other", """
                {'base_checkpoint_id': '%s', 'set': {'n': 2, 'plan': null}, 'unset': ['draft'],
                 'patch': [{'op': 'replace', 'path': '/messages/500/text', 'value': 'edited'}]}""".formatted(a));

        JsonNode difference = compare(a, b, "").expect(200).body();

        assertThat(difference.get("from").asText()).isEqualTo(a.toString());
        assertThat(difference.get("to").asText()).isEqualTo(b.toString());
        assertThat(difference.get("summary"))
                .isEqualTo(Checkpoints.json("{'added': ['plan'], 'removed': ['draft'], 'changed': ['n', 'messages']}"));
        assertThat(difference.get("patch")).hasSize(4);
        assertThat(difference.get("patch").toString()).hasSizeLessThan(400).contains("/messages/500/text");
        assertThat(compare(b, a, "?keys=n,big").expect(200).body().get("patch"))
                .isEqualTo(Checkpoints.json("[{'op': 'replace', 'path': '/n', 'value': 1}]"));
        assertThat(compare(a, a, "").expect(200).body().get("patch")).isEmpty();
        compare(a, UUID.randomUUID(), "").expect(404);
        compare(UUID.randomUUID(), b, "").expect(404);
    }

    @Test
    void thePatchMakesTheSecondStateOfTheFirst() {
        UUID a = checkpoints.taken(
                "main", "{'state': {'a': {'b': [1, 2, 3]}, 'messages': %s}}".formatted(Checkpoints.messages(1, 300)));
        UUID b = checkpoints.taken(
                "main",
                "{'state': {'z': {'b': [1, 3]}, '': '\\u0000', 'messages': %s}}"
                        .formatted(Checkpoints.messages(2, 310)));
        String patch = compare(a, b, "").expect(200).body().get("patch").toString();

        UUID c = checkpoints.taken("main", "{'base_checkpoint_id': '%s', 'patch': ".formatted(a) + patch + "}");

        assertThat(checkpoints.read(c).get("state"))
                .isEqualTo(checkpoints.read(b).get("state"));
    }

    @Test
    void aDifferenceThatNoAnswerHoldsNamesTheKeysToAskFor() {
        UUID a = checkpoints.taken("main", "{'state': {}}");
        // keys travel one by one, as no request holds that much either
        UUID b = a;
        for (String key : new String[] {"a", "b"}) {
            b = checkpoints.taken(
                    "main",
                    "{'base_checkpoint_id': '%s', 'set': {'%s': '%s'}}".formatted(b, key, key.repeat(2_097_143)));
        }

        Functions.Answer problem = compare(a, b, "").expect(413);

        assertThat(problem.body().get("keys")).isEqualTo(Checkpoints.json("['a', 'b']"));
        assertThat(problem.body().get("limit_bytes").asLong()).isEqualTo(4 * 1024 * 1024);
        assertThat(compare(a, b, "?keys=a").expect(200).body().get("patch")).hasSize(1);
    }

    private Functions.Answer compare(UUID a, UUID b, String query) {
        return client.get("/v1/checkpoints/" + a + "/diff/" + b + query);
    }
}
