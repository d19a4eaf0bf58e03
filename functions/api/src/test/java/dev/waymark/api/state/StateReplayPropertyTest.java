package dev.waymark.api.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.change.JsonPatch;
import dev.waymark.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;

/// Whatever two agents do, each sees a history whose patches lead from nothing to every version.
final class StateReplayPropertyTest {
    private static final Client CLIENT = Functions.shared().newTenant();

    /// One thing that one of two agents does.
    record Act(String agent, int kind, String partition, String member, int value) {}

    @Provide
    Arbitrary<Act> acts() {
        return Combinators.combine(
                        Arbitraries.of("a", "b"),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of("local_state", "shared_state", "session_state", "persistent_state"),
                        Arbitraries.of("x", "y", "long/~name"),
                        Arbitraries.integers().between(0, 3))
                .as(Act::new);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void theTransitionsReplayToEveryVersion(
            @ForAll @Size(min = 1, max = 12) List<@net.jqwik.api.From("acts") Act> acts) {
        String thread = UUID.randomUUID().toString();
        for (String agent : List.of("a", "b")) {
            CLIENT.put(
                            state(agent, thread),
                            "{\"local_state\": {\"of\": \"%s\"}}".formatted(agent),
                            "If-None-Match",
                            "*")
                    .expect(201);
        }
        acts.forEach(act -> perform(act, thread));
        for (String agent : List.of("a", "b")) {
            replay(state(agent, thread));
        }
    }

    private static String state(String agent, String thread) {
        return "/v1/agents/" + agent + "/threads/" + thread + "/state";
    }

    private static void perform(Act act, String thread) {
        String path = state(act.agent(), thread);
        String member = "{\"%s\": {\"%s\": [%d, \"%s\"]}}"
                .formatted(act.partition(), act.member(), act.value(), "padding that is worth keeping".repeat(3));
        String pointer =
                "/" + act.partition() + "/" + act.member().replace("~", "~0").replace("/", "~1");
        switch (act.kind()) {
            case 0, 1 -> CLIENT.put(path, member, "If-Match", "*").expect(200);
            case 2 -> CLIENT.patch(path, member, "If-Match", "*").expect(200);
            case 3 ->
                CLIENT.patch(
                                path,
                                "[{\"op\": \"add\", \"path\": \"%s\", \"value\": {\"n\": %d}}]"
                                        .formatted(pointer, act.value()),
                                "If-Match",
                                "*",
                                "Content-Type",
                                "application/json-patch+json")
                        .expect(200);
            case 4 ->
                CLIENT.put(
                                path,
                                "{\"local_state\": {}, \"shared_state\": {}, \"session_state\": {}, \"persistent_state\": {}}",
                                "If-Match",
                                "*")
                        .expect(200);
            default -> rollBackOneOfTheLast(path, act.value());
        }
    }

    private static void rollBackOneOfTheLast(String path, int back) {
        List<JsonNode> transitions =
                Pages.items(CLIENT.get(path + "/transitions?limit=4").expect(200));
        JsonNode chosen = transitions.get(Math.min(back, transitions.size() - 1));
        Functions.Answer answer =
                CLIENT.post(path + "/transitions/" + chosen.get("id").asText() + "/rollback", "{}");
        assertThat(answer.status()).isEqualTo(chosen.get("rollback_available").asBoolean() ? 201 : 409);
    }

    private static void replay(String path) {
        List<JsonNode> transitions =
                Pages.all(CLIENT, path + "/transitions?limit=5").reversed();
        io.micronaut.json.tree.JsonNode replayed = io.micronaut.json.tree.JsonNode.createObjectNode(Map.of());
        long number = 1;
        JsonNode before = null;
        for (JsonNode transition : transitions) {
            replayed = JsonPatch.apply(
                    replayed, StrictJson.read(transition.get("changes").toString()));
            JsonNode version =
                    CLIENT.get(path + "?version=" + number).expect(200).body();
            for (String partition : List.of("local_state", "shared_state", "session_state", "persistent_state")) {
                assertThat(replayed.get(partition))
                        .as("%s of version %d", partition, number)
                        .isEqualTo(StrictJson.read(version.get(partition).toString()));
            }
            assertThat(version.get("id")).isEqualTo(transition.get("to_state_id"));
            assertThat(version.get("transition_id")).isEqualTo(transition.get("id"));
            if (before != null) {
                assertThat(before.get("valid_until")).isEqualTo(version.get("valid_from"));
                assertThat(before.get("id")).isEqualTo(transition.get("from_state_id"));
            }
            before = version;
            number++;
        }
        assertThat(CLIENT.get(path).expect(200).body().get("version").asLong()).isEqualTo(number - 1);
    }
}
