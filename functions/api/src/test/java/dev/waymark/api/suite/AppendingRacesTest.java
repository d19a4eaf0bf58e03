package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Many append to one conversation at once, and it reads as if one had after another.
@Isolated
final class AppendingRacesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final int APPENDERS = 32;
    /// As many as a family has connections.
    private static final int AT_ONCE = 12;

    private static final String FIRST =
            "{\"messages\": [{\"role\": \"system\", \"content\": {\"type\": \"text\", \"text\": \"begin\"}}]}";

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void thirtyTwoAppendersLeaveNeitherGapNorDouble() {
        UUID conversation = client.put("/v1/conversations/c", "{}").expect(201).id();
        List<Functions.Answer> answers;
        try (Race race = blockedOn(conversation, APPENDERS, this::append)) {
            answers = race.answers();
        }
        for (Functions.Answer answer : answers) {
            List<JsonNode> items = Pages.items(answer.expect(201));
            int first = items.getFirst().get("position").asInt();
            for (int i = 0; i < items.size(); i++) {
                assertThat(items.get(i).get("position").asInt()).isEqualTo(first + i);
            }
        }
        List<JsonNode> stored = Pages.all(client, "/v1/conversations/c/messages?limit=100");
        int count = IntStream.range(0, APPENDERS).map(AppendingRacesTest::batch).sum();
        assertThat(stored.stream().map(message -> message.get("position").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, count).boxed().toList());
        assertThat(new HashSet<>(Pages.texts(stored, "/id"))).hasSize(count);
        assertThat(client.get("/v1/conversations/c").body().get("message_count").asInt())
                .isEqualTo(count);
        // each batch stands together, in its own order
        String before = "";
        var begun = new HashSet<String>();
        for (JsonNode message : stored) {
            String batch = message.at("/metadata/batch").asText();
            assertThat(batch.equals(before) || begun.add(batch)).isTrue();
            before = batch;
        }
    }

    @Test
    void statesThatAreSavedMeanwhileLoseNothing() {
        UUID conversation = client.put("/v1/conversations/c", "{}").expect(201).id();
        try (Race race = blockedOn(conversation, AT_ONCE, number -> switch (number % 3) {
            case 0 -> append(number);
            case 1 ->
                client.put(
                        "/v1/conversations/c/state",
                        "{\"context_items\": [{\"source\": \"rag\", \"content\": %d}]}".formatted(number));
            default -> client.put("/v1/conversations/c/state", FIRST);
        })) {
            for (Functions.Answer answer : race.answers()) {
                // a history that others have written meanwhile is refused, and one that they write all the time has to
                // wait
                assertThat(answer.status()).as("%s", answer.body()).isIn(200, 201, 409, 503);
            }
            assertThat(race.answers())
                    .filteredOn(answer -> answer.status() < 300)
                    .hasSizeGreaterThanOrEqualTo(8);
        }
        List<JsonNode> stored = Pages.all(client, "/v1/conversations/c/messages?limit=100");
        int count =
                client.get("/v1/conversations/c").body().get("message_count").asInt();
        assertThat(stored.stream().map(message -> message.get("position").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, count).boxed().toList());
        assertThat(Pages.all(client, "/v1/conversations/c/context-items?limit=50"))
                .hasSize(4);
        JsonNode saved = client.put(
                        "/v1/conversations/c/state",
                        client.get("/v1/conversations/c/state?messages=500")
                                .body()
                                .toString())
                .expect(200)
                .body();
        assertThat(saved.at("/messages/unchanged").asInt()).isEqualTo(count);
    }

    private Race blockedOn(UUID conversation, int racers, IntFunction<Functions.Answer> request) {
        try (Blocked lock = Blocked.on(FUNCTIONS.database(), "conversations", conversation)) {
            Race race = Race.start(racers, request);
            lock.awaitWaiting(AT_ONCE);
            return race;
        }
    }

    private Functions.Answer append(int appender) {
        StringBuilder body = new StringBuilder("{\"messages\": [");
        for (int i = 0; i < batch(appender); i++) {
            body.append(i == 0 ? "" : ",").append("""
                    {"role": "user", "content": {"type": "text", "text": "%d"}, "metadata": {"batch": "%d"}}""".formatted(i, appender));
        }
        return client.post("/v1/conversations/c/messages", body.append("]}").toString());
    }

    private static int batch(int appender) {
        return 1 + appender % 5;
    }
}
