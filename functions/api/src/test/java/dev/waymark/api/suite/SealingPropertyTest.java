package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.message.Sealing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// Messages appended, edited, taken off the end, sealed and read in any order are those of a plain
/// list.
final class SealingPropertyTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/conversations/c1";
    private static final String MESSAGES = PATH + "/messages";
    private static final int STEPS = 40;

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void whatIsReadIsWhatAPlainListHolds(@ForAll long seed) {
        var run = new Run(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            run.step();
        }
        run.readAll(500);
    }

    /// What the list holds of a message.
    private record Said(UUID id, String text, int version) {}

    private static final class Run {
        private final Random random;
        private final Client client = FUNCTIONS.newTenant();
        private final List<Said> list = new ArrayList<>();
        private final Sealing sealing;
        private int number;

        Run(Random random) {
            this.random = random;
            client.put(PATH, "{}").expect(201);
            this.sealing = new Sealing(FUNCTIONS, client, "c1");
            append();
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> append();
                case 4, 5 -> edit();
                case 6 -> sealing.step();
                case 7 -> sealing.idle().go();
                case 8 -> truncate();
                case 9 -> search();
                case 10 -> readSome();
                default -> readAll(1 + random.nextInt(60));
            }
        }

        private String text() {
            return "word" + random.nextInt(30) + " number " + number++;
        }

        private void append() {
            ObjectNode body = Functions.JSON.createObjectNode();
            ArrayNode messages = body.putArray("messages");
            List<String> texts = new ArrayList<>();
            int count = 1 + random.nextInt(90);
            for (int i = 0; i < count; i++) {
                texts.add(text());
                ObjectNode message = messages.addObject().put("role", "user");
                message.putObject("content").put("type", "text").put("text", texts.getLast());
                if (random.nextInt(9) == 0) {
                    message.put("id", new UUID(random.nextLong(), random.nextLong()).toString());
                }
            }
            JsonNode items = client.post(MESSAGES, body).expect(201).body().get("items");
            for (int i = 0; i < count; i++) {
                list.add(new Said(UUID.fromString(items.get(i).get("id").asText()), texts.get(i), 1));
            }
        }

        private void edit() {
            int index = random.nextInt(list.size());
            Said said = list.get(index);
            String text = text();
            client.patch(
                            "/v1/messages/" + said.id(),
                            "{\"content\": {\"type\": \"text\", \"text\": \"%s\"}}".formatted(text),
                            "If-Match",
                            "\"" + said.version() + "\"")
                    .expect(200);
            client.patch(
                            "/v1/messages/" + said.id(),
                            "{\"content\": {\"type\": \"text\", \"text\": \"no\"}}",
                            "If-Match",
                            "\"" + said.version() + "\"")
                    .expect(412);
            list.set(index, new Said(said.id(), text, said.version() + 1));
        }

        private void truncate() {
            int keep = Math.max(1, list.size() - random.nextInt(60));
            ObjectNode body = Functions.JSON.createObjectNode();
            ArrayNode messages = body.putArray("messages");
            for (Said said : list.subList(0, keep)) {
                messages.addObject()
                        .put("role", "user")
                        .putObject("content")
                        .put("type", "text")
                        .put("text", said.text());
            }
            client.put(PATH + "/state?truncate=true", body.toString(), "If-Match", "*")
                    .expect(200);
            list.subList(keep, list.size()).clear();
        }

        private void search() {
            String word = "word" + random.nextInt(30);
            List<Integer> found = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = client.get(MESSAGES + "?limit=7&q=" + word + cursor)
                        .expect(200)
                        .body();
                page.get("items").forEach(item -> found.add(item.get("position").asInt()));
                cursor = cursor(page);
            } while (!cursor.isEmpty());
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).text().startsWith(word + " ")) {
                    expected.add(i + 1);
                }
            }
            assertThat(found).as(word).isEqualTo(expected);
        }

        private void readSome() {
            int index = random.nextInt(list.size());
            JsonNode one = client.get("/v1/messages/" + list.get(index).id())
                    .expect(200)
                    .body();
            assertSame(one, index);
            JsonNode page = client.get(MESSAGES + "?limit=40&before=" + (index + 1))
                    .expect(200)
                    .body();
            int first = Math.max(0, index - 40);
            assertThat(page.get("items")).hasSize(index - first);
            for (int i = first; i < index; i++) {
                assertSame(page.get("items").get(i - first), i);
            }
        }

        void readAll(int limit) {
            int index = 0;
            String cursor = "";
            do {
                JsonNode page = client.get(MESSAGES + "?limit=" + limit + cursor)
                        .expect(200)
                        .body();
                for (JsonNode item : page.get("items")) {
                    assertSame(item, index++);
                }
                cursor = cursor(page);
            } while (!cursor.isEmpty());
            assertThat(index).isEqualTo(list.size());
        }

        private static String cursor(JsonNode page) {
            return page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asText();
        }

        private void assertSame(JsonNode message, int index) {
            Said said = list.get(index);
            assertThat(message.get("position").asInt()).isEqualTo(index + 1);
            assertThat(message.at("/content/text").asText()).isEqualTo(said.text());
            assertThat(message.get("id").asText()).isEqualTo(said.id().toString());
            assertThat(message.get("version").asInt()).isEqualTo(said.version());
        }
    }
}
