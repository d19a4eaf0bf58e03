package dev.waymark.api.contextitem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an agent has at hand beside the messages.
final class ContextItemsTest {
    private static final String ITEMS = "/v1/conversations/c1/context-items";

    private final Client client = Functions.shared().newTenant();

    @Test
    void theMostRelevantComesFirst() {
        client.put("/v1/conversations/c1", "{}").expect(201);
        JsonNode added = client.post(ITEMS, """
                {"context_items": [
                  {"source": "rag", "content": "a\\u0000", "relevance_score": 0.2},
                  {"source": "ltm", "content": {"x": [1]}, "relevance_score": 0.9, "context_type": "fact", "metadata": {"m": 1},
                   "created_at": "2001-01-01T00:00:00Z"},
                  {"source": "rag", "content": [], "relevance_score": 1},
                  {"source": "focus", "content": 7}]}""").expect(201).body().get("items");
        assertThat(added.at("/0/content").asText()).isEqualTo("a\0");
        assertThat(added.at("/3/relevance_score").asDouble()).isEqualTo(0.5);

        List<JsonNode> best = Pages.all(client, ITEMS + "?limit=1");
        assertThat(best).containsExactly(added.get(2), added.get(1), added.get(3), added.get(0));
        assertThat(Pages.all(client, ITEMS + "?source=rag")).containsExactly(added.get(2), added.get(0));
        assertThat(Pages.all(client, ITEMS + "?min_relevance=0.9")).containsExactly(added.get(2), added.get(1));
        assertThat(client.post(ITEMS, "{\"source\": \"rag\", \"content\": 1}", "Idempotency-Key", "k")
                        .expect(201)
                        .body())
                .isEqualTo(client.post(ITEMS, "{\"source\": \"rag\", \"content\": 1}", "Idempotency-Key", "k")
                        .expect(201)
                        .body());
    }

    @Test
    void whatIsWrongIsRefused() {
        client.put("/v1/conversations/c1", "{}").expect(201);
        client.post(ITEMS, "{\"source\": \"rag\", \"content\": 1, \"relevance_score\": 1.01}")
                .expect(422);
        client.post(ITEMS, "{\"source\": \"\", \"content\": 1}").expect(422);
        client.post(ITEMS, "{\"source\": \"rag\"}").expect(422);
        client.post("/v1/conversations/none/context-items", "{\"source\": \"rag\", \"content\": 1}")
                .expect(404);
        client.get("/v1/conversations/none/context-items").expect(404);
        client.get(ITEMS + "?min_relevance=2").expect(422);
        client.get(ITEMS + "?min_relevance=NaN").expect(422);
        assertThat(Pages.items(client.get(ITEMS).expect(200))).isEmpty();
    }
}
