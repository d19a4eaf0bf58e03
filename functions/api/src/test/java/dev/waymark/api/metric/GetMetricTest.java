package dev.waymark.api.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GetMetricTest {
    private static final String PATH = "/v1/agents/coder/metrics";
    private static final Offset<Double> CLOSE = within(1e-6);
    /// Some midnight, UTC, of the last days.
    private final Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(3, ChronoUnit.DAYS);

    private final Client client = Functions.shared().newTenant();
    private final ObjectNode body = Functions.JSON.createObjectNode();
    private final ArrayNode points = body.putArray("points");

    private ObjectNode point(String name, String type, double value, Instant at) {
        return points.addObject()
                .put("name", name)
                .put("metric_type", type)
                .put("value", value)
                .put("recorded_at", at.toString());
    }

    private void record() {
        client.post(PATH, body).expect(201);
    }

    private JsonNode ask(String query) {
        return client.get(PATH + query).expect(200).body();
    }

    @Test
    void figuresAreWhatCountingByHandFinds() {
        var random = new Random(7);
        Map<Instant, List<Double>> byHour = new TreeMap<>();
        var all = new ArrayList<Double>();
        for (int i = 0; i < 2_000; i++) {
            Instant at = day.plusSeconds(random.nextInt(48 * 3_600));
            double value = random.nextGaussian() * 1_000;
            point("latency_ms", "histogram", value, at);
            byHour.computeIfAbsent(at.truncatedTo(ChronoUnit.HOURS), _ -> new ArrayList<>())
                    .add(value);
            all.add(value);
        }
        record();

        JsonNode answer = ask("/latency_ms?bucket=hour&from=" + day + "&to=" + day.plus(2, ChronoUnit.DAYS));

        assertThat(answer.get("agent").asText()).isEqualTo("coder");
        assertThat(answer.get("metric").asText()).isEqualTo("latency_ms");
        assertFigures(answer.get("totals"), all, 48 * 3_600);
        assertThat(answer.get("buckets")).hasSize(byHour.size());
        for (JsonNode bucket : answer.get("buckets")) {
            Instant at = Instant.parse(bucket.get("at").asText());
            List<Double> values = Objects.requireNonNull(byHour.get(at), () -> "nothing was measured at " + at);
            assertFigures(bucket, values, 3_600);
        }
    }

    private static void assertFigures(JsonNode figures, List<Double> values, int seconds) {
        List<Double> sorted = values.stream().sorted().toList();
        double sum = values.stream().mapToDouble(value -> value).sum();
        assertThat(figures.get("count").asLong()).isEqualTo(values.size());
        assertThat(figures.get("sum").asDouble()).isCloseTo(sum, CLOSE);
        assertThat(figures.get("avg").asDouble()).isCloseTo(sum / values.size(), CLOSE);
        assertThat(figures.get("min").asDouble()).isEqualTo(sorted.getFirst());
        assertThat(figures.get("max").asDouble()).isEqualTo(sorted.getLast());
        assertThat(figures.get("p50").asDouble()).isCloseTo(percentile(sorted, 0.50), CLOSE);
        assertThat(figures.get("p95").asDouble()).isCloseTo(percentile(sorted, 0.95), CLOSE);
        assertThat(figures.get("p99").asDouble()).isCloseTo(percentile(sorted, 0.99), CLOSE);
        assertThat(figures.get("rate").asDouble()).isCloseTo((double) values.size() / seconds, CLOSE);
    }

    private static double percentile(List<Double> sorted, double share) {
        double place = share * (sorted.size() - 1);
        double low = sorted.get((int) Math.floor(place));
        double high = sorted.get((int) Math.ceil(place));
        return low + (high - low) * (place - Math.floor(place));
    }

    @Test
    void theRateOfCountersIsWhatTheyWentUpBy() {
        point("tokens", "counter", 90, day.plusSeconds(1));
        point("tokens", "counter", 30, day.plusSeconds(59));
        record();

        JsonNode minute = ask("/tokens?bucket=minute&from=" + day + "&to=" + day.plusSeconds(600));
        assertThat(minute.at("/buckets/0/rate").asDouble()).isCloseTo(2, CLOSE);
        assertThat(minute.at("/totals/rate").asDouble()).isCloseTo(0.2, CLOSE);
        JsonNode part = ask("/tokens?bucket=hour&from=" + day + "&to=" + day.plusSeconds(30));
        assertThat(part.at("/buckets/0/rate").asDouble())
                .as("of the part of a stretch that is asked about")
                .isCloseTo(3, CLOSE);
    }

    @Test
    void tagsNarrowAndMustAllHold() {
        point("m", "gauge", 1, day).putObject("tags").put("tool", "bash").put("it's \"odd\"", "a&b=c%");
        point("m", "gauge", 2, day).putObject("tags").put("tool", "bash");
        point("m", "gauge", 4, day).putObject("tags").put("tool", "python");
        point("m", "gauge", 8, day);
        record();

        assertThat(sum("")).isEqualTo(15);
        assertThat(sum("&tag.tool=bash")).isEqualTo(3);
        assertThat(sum("&tag.tool=bash&tag.it%27s%20%22odd%22=a%26b%3Dc%25")).isEqualTo(1);
        assertThat(sum("&tag.tool=%22%7D%20or%20true")).isZero();
        assertThat(sum("&tag.nothing=x")).isZero();
    }

    private double sum(String query) {
        return ask("/m?stat=sum" + query).at("/totals/sum").asDouble();
    }

    @Test
    void onlyTheStatsThatWereAskedForAreThere() {
        point("m", "gauge", 1, day);
        record();

        JsonNode totals = ask("/m?stat=count,p95").get("totals");

        assertThat(totals.properties().stream().map(Map.Entry::getKey)).containsExactlyInAnyOrder("count", "p95");
    }

    @Test
    void whatWasNeverMeasuredIsNothingAndAnUnknownAgentIsNotFound() {
        point("m", "gauge", 1, day);
        record();

        JsonNode answer = ask("/other");

        assertThat(answer.get("buckets")).isEmpty();
        assertThat(answer.get("totals").toString()).isEqualTo("{\"count\":0,\"sum\":0,\"rate\":0}");
        for (String range : List.of("", "?from=2090-01-01T00:00:00Z&to=2090-01-02T00:00:00Z")) {
            client.get("/v1/agents/nobody/metrics/m" + range).expect(404);
            client.get("/v1/agents/nobody/metrics" + range).expect(404);
        }
    }

    @Test
    void largeValuesStillAddUp() {
        for (int i = 0; i < 100; i++) {
            point("m", "gauge", 1e300, day);
        }
        record();

        assertThat(sum("")).isCloseTo(1e302, within(1e290));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stat=median",
                "stat=",
                "bucket=year",
                "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                "bucket=minute&from=2026-01-01T00:00:00Z&to=2026-01-08T00:00:00Z",
                "tag=x",
                "tagtool=bash",
                "tag.tool=%00"
            })
    void whatCannotBeAnsweredIsRefused(String query) {
        point("m", "gauge", 1, day);
        record();

        client.get(PATH + "/m?" + query).expect(422);
    }

    @Test
    void theListTellsEachMetricOnceByName() {
        point("b", "gauge", 1, day.plusSeconds(1));
        point("b", "counter", 2, day.plusSeconds(2)).putObject("tags").put("tool", "bash");
        point("a", "histogram", 3, day);
        point("ä 100%/x", "histogram", 4, day);
        record();

        JsonNode items = ask("").get("items");

        assertThat(items.findValuesAsText("name")).containsExactly("a", "b", "ä 100%/x");
        assertThat(items.get(1).get("metric_type").asText()).isEqualTo("counter");
        assertThat(items.get(1).get("count").asInt()).isEqualTo(2);
        assertThat(items.get(1).at("/newest/value").asDouble()).isEqualTo(2);
        assertThat(items.get(1).at("/newest/tags/tool").asText()).isEqualTo("bash");
        assertThat(Instant.parse(items.get(1).at("/newest/recorded_at").asText()))
                .isEqualTo(day.plusSeconds(2));
        assertThat(ask("?to=" + day.plusSeconds(2) + "&from=" + day.plusSeconds(1))
                        .get("items")
                        .findValuesAsText("name"))
                .containsExactly("b");
    }

    @Test
    void theListGoesOnWhereAPageEnded() {
        for (int i = 0; i < 7; i++) {
            point("m" + i, "gauge", i, day);
        }
        record();
        var names = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = ask("?limit=3" + cursor);
            assertThat(page.get("items").size()).isBetween(1, 3);
            names.addAll(page.get("items").findValuesAsText("name"));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asText();
        } while (!cursor.isEmpty());

        assertThat(names).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6");
    }
}
