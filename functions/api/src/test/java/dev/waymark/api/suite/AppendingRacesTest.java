package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
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

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void thirtyTwoAppendersLeaveNeitherGapNorDouble() {
        UUID conversation = client.put("/v1/conversations/c", "{}").expect(201).id();
        List<Functions.Answer> answers;
        try (Race race = blockedOn(conversation)) {
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

    private Race blockedOn(UUID conversation) {
        try (Blocked lock = Blocked.on(FUNCTIONS.database(), "conversations", conversation)) {
            Race race = Race.start(APPENDERS, this::append);
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
