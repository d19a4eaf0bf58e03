package dev.waymark.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a search answers is what comparing all embeddings one by one answers, whatever the weights.
final class ExactSearchPropertyTest {
    private static final String PATH = "/v1/agents/coder/memories";
    private static final int MEMORIES = 600;
    private static final List<String> WORDS = List.of("apple", "pear", "plum", "cherry");

    private final Client client = Functions.shared().newTenant();
    private final List<Known> all = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Known(UUID id, float[] embedding, double importance) {}

    /// With few dimensions many are almost as near as others.
    @ParameterizedTest
    @ValueSource(ints = {3, 32, 256})
    void theRankIsThatOfComparingAll(int dimensions) {
        var random = new Random(dimensions);
        fill(dimensions, random);
        for (int i = 0; i < 12; i++) {
            float[] wanted = vector(dimensions, random);
            double vector = i % 4 == 0 ? 1 : random.nextDouble();
            double importance = i % 4 == 0 ? 0 : random.nextDouble();
            boolean withQuery = i % 3 == 0;
            assertRank(wanted, vector, importance, withQuery ? 0.3 : 0, 1 + random.nextInt(60));
        }
    }

    private void assertRank(float[] wanted, double vector, double importance, double text, int limit) {
        ObjectNode body = Functions.JSON.createObjectNode().put("limit", limit);
        body.set("embedding", array(wanted));
        body.putObject("weights")
                .put("vector", vector)
                .put("importance", importance)
                .put("recency", 0)
                .put("text", text);
        if (text > 0) {
            body.put("query", "apple");
        }
        List<JsonNode> found = Pages.items(client.post(PATH + "/search", body).expect(200));

        assertThat(found).hasSize(limit);
        double sum = vector + importance + text;
        var scores = new ArrayList<Double>();
        for (JsonNode one : found) {
            Known known = all.get(one.at("/memory/metadata/place").asInt());
            double cosine = Math.max(0, cosine(wanted, known.embedding));
            double words = one.at("/parts/text").asDouble();
            assertThat(one.at("/parts/vector").asDouble()).isCloseTo(cosine, within(1e-6));
            assertThat(one.at("/parts/importance").asDouble()).isEqualTo(known.importance);
            double score = (vector * cosine + importance * known.importance + text * words) / sum;
            assertThat(one.get("score").asDouble()).isCloseTo(score, within(1e-6));
            scores.add(one.get("score").asDouble());
        }
        assertThat(scores).isSortedAccordingTo(Comparator.reverseOrder());
        List<Double> best = all.stream()
                .map(known -> (vector * Math.max(0, cosine(wanted, known.embedding))
                                + importance * known.importance
                                + text * words(known))
                        / sum)
                .sorted(Comparator.reverseOrder())
                .limit(limit)
                .toList();
        for (int i = 0; i < limit; i++) {
            assertThat(scores.get(i)).as("score of place %s", i).isCloseTo(best.get(i), within(1e-6));
        }
    }

    /// One word that is there once, in any language of PostgreSQL: weight 1 divided by the sum of
    /// 1/n².
    private double words(Known known) {
        return all.indexOf(known) % WORDS.size() == 0 ? 6 / (Math.PI * Math.PI) : 0;
    }

    private void fill(int dimensions, Random random) {
        Sql.of(Functions.shared())
                .run("update tenants set settings = settings || '{\"embedding_dimensions\": %d}' where id = '%s'"
                        .formatted(dimensions, tenant()));
        ObjectNode body = Functions.JSON.createObjectNode();
        ArrayNode memories = body.putArray("memories");
        for (int i = 0; i < MEMORIES; i++) {
            var known = new Known(UUID.randomUUID(), vector(dimensions, random), random.nextInt(101) / 100.0);
            all.add(known);
            ObjectNode memory =
                    memories.addObject().put("id", known.id.toString()).put("memory_type", "semantic");
            memory.putObject("content")
                    .put("concept", "c " + WORDS.get(i % WORDS.size()))
                    .put("definition", 1);
            memory.put("importance", known.importance).putObject("metadata").put("place", i);
            memory.set("embedding", array(known.embedding));
            if (memories.size() == 300) {
                client.post(PATH, body).expect(201);
                memories.removeAll();
            }
        }
    }

    private String tenant() {
        client.put("/v1/agents/coder", "{}");
        return Sql.of(Functions.shared())
                .text(
                        "select tenant_id::text from agents where id = cast(? as uuid)",
                        client.get("/v1/agents/coder").expect(200).text("/id"));
    }

    private static ArrayNode array(float[] vector) {
        ArrayNode array = Functions.JSON.createArrayNode();
        for (float number : vector) {
            array.add(number);
        }
        return array;
    }

    private static float[] vector(int dimensions, Random random) {
        var vector = new float[dimensions];
        float length = 0.01f + 10 * random.nextFloat();
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian() * length;
        }
        return vector;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squaresOfA += (double) a[i] * a[i];
            squaresOfB += (double) b[i] * b[i];
        }
        return product / Math.sqrt(squaresOfA * squaresOfB);
    }
}
