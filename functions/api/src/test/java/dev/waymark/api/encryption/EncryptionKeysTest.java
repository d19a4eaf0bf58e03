package dev.waymark.api.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// The keys that fields are encrypted with: choosing fields, rotation while everything goes on,
/// and keys that are out of reach.
final class EncryptionKeysTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String ON = "{\"encryption\": {\"fields\": [\"messages.content\", \"memories.content\"]}}";
    private static final String KEYS = "/v1/encryption-keys";
    private static final String MESSAGES = "/v1/conversations/c/messages";

    private final Client client = FUNCTIONS.newTenant();
    private final Sql sql = Sql.of(FUNCTIONS);
    private final Walks walks = new Walks(FUNCTIONS, client);

    private JsonNode keys() {
        return client.get(KEYS).expect(200).body().get("items");
    }

    private Functions.Answer say(String text) {
        return client.post(
                MESSAGES, "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"" + text + "\"}}");
    }

    private long encryptedBy(UUID key) {
        return sql.number(
                "select count(*) from messages where tenant_id = ? and is_encrypted_by(content, ?)",
                walks.tenant(),
                key);
    }

    @Test
    void settingsSayWhatIsEncryptedAndMakeTheFirstKey() {
        assertThat(client.get("/v1/settings").body().at("/encryption/fields")).isEmpty();
        assertThat(keys()).isEmpty();
        assertThat(client.put("/v1/settings", ON).expect(200).body().at("/encryption/fields"))
                .hasSize(2);
        assertThat(keys()).hasSize(1);
        JsonNode key = keys().get(0);
        assertThat(key.get("primary").asBoolean()).isTrue();
        assertThat(key.get("wrapped_by").asText()).startsWith("local:");
        assertThat(key.has("wrapped_key")).isFalse();

        client.put("/v1/settings", ON.replace("\"memories.content\"", "\"messages.content\""))
                .expect(200);
        assertThat(keys()).as("one is enough").hasSize(1);
    }

    @Test
    void whatIsNoFieldIsRefusedWithAllThatThereAre() {
        Functions.Answer answer = client.put(
                        "/v1/settings",
                        "{\"encryption\": {\"fields\": [\"messages.content\", \"tenants.name\", \"x\"]}}")
                .expect(422);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/encryption/fields/1");
        assertThat(answer.text("/errors/0/detail")).contains("messages.content", "memories.content");
        assertThat(answer.text("/errors/1/pointer")).isEqualTo("/encryption/fields/2");
        assertThat(keys()).isEmpty();
    }

    @Test
    void aNewKeyWritesTheOldOnesReadAndAreRetiredOnceNothingNeedsThem() {
        client.put("/v1/settings", ON).expect(200);
        client.put("/v1/conversations/c", "{}").expect(201);
        UUID old = UUID.fromString(keys().at("/0/id").asText());
        say("one").expect(201);
        Functions.Answer made = client.post(KEYS, "", "Idempotency-Key", "k").expect(201);
        assertThat(client.post(KEYS, "", "Idempotency-Key", "k").expect(201).id())
                .isEqualTo(made.id());
        say("two").expect(201);

        assertThat(encryptedBy(old)).isEqualTo(1);
        assertThat(encryptedBy(made.id())).isEqualTo(1);
        assertThat(client.get(MESSAGES).expect(200).body().get("items")).hasSize(2);

        assertThat(walks.go()).isEqualTo(1);
        assertThat(encryptedBy(old)).isZero();
        assertThat(keys().at("/1/retired_at").isNull())
                .as("who has not heard of the change may still write with it")
                .isTrue();
        assertThat(walks.later().go()).isZero();
        assertThat(keys().at("/1/id").asText()).isEqualTo(old.toString());
        assertThat(keys().at("/1/retired_at").isNull()).isFalse();
        assertThat(keys().at("/0/retired_at").isNull()).isTrue();
        assertThat(client.get(MESSAGES)
                        .expect(200)
                        .body()
                        .at("/items/0/content/text")
                        .asText())
                .isEqualTo("one");
    }

    @Test
    void writersAndReadersNoticeNothingOfARotation() throws Exception {
        client.put("/v1/settings", ON).expect(200);
        client.put("/v1/conversations/c", "{}").expect(201);
        var over = new AtomicBoolean();
        int writers = 4;
        List<Future<List<String>>> written = new ArrayList<>();
        Future<Integer> read;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < writers; writer++) {
                String name = "w" + writer + " ";
                written.add(threads.submit(() -> {
                    List<String> said = new ArrayList<>();
                    do {
                        Functions.Answer answer = say(name + said.size()).expect(201);
                        said.add(answer.text("/content/text"));
                        client.patch(
                                        "/v1/messages/" + answer.id(),
                                        "{\"content\": {\"type\": \"text\", \"text\": \"" + name + (said.size() - 1)
                                                + " edited\"}}",
                                        "If-Match",
                                        "\"1\"")
                                .expect(200);
                    } while (!over.get());
                    return said;
                }));
            }
            read = threads.submit(() -> {
                int pages = 0;
                do {
                    client.get(MESSAGES + "?limit=500").expect(200);
                    client.get("/v1/conversations/c/state").expect(200);
                    pages++;
                } while (!over.get());
                return pages;
            });
            for (int rotation = 0; rotation < 5; rotation++) {
                client.post(KEYS, "").expect(201);
                walks.go();
            }
            over.set(true);
        }
        long count = 0;
        for (Future<List<String>> one : written) {
            count += one.get().size();
        }
        assertThat(read.get()).isPositive();
        walks.later().go();
        UUID primary = UUID.fromString(keys().at("/0/id").asText());
        assertThat(encryptedBy(primary)).isEqualTo(count);
        String cursor = "";
        List<String> said = new ArrayList<>();
        do {
            JsonNode page =
                    client.get(MESSAGES + "?limit=500" + cursor).expect(200).body();
            page.get("items").forEach(item -> said.add(item.at("/content/text").asText()));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asText();
        } while (!cursor.isEmpty());
        assertThat(said).hasSize((int) count).doesNotHaveDuplicates().allMatch(text -> text.endsWith(" edited"));
    }

    @Test
    void withoutItsKeyNothingIsWrittenInPlain() {
        client.put("/v1/conversations/c", "{}").expect(201);
        client.put("/v1/settings", ON).expect(200);
        sql.run("update encryption_keys set wrapped_by = 'arn:aws:kms:somewhere' where tenant_id = '%s'"
                .formatted(walks.tenant()));

        Functions.Answer refused = say("secret").expect(503);
        assertThat(refused.body().get("retryable").asBoolean()).isTrue();
        assertThat(client.post("/v1/agents/a/memories", """
                        {"memory_type": "semantic", "content": {"concept": "a", "definition": "b"}}""").expect(503).problem())
                .isEqualTo("unavailable");
        assertThat(sql.number("select count(*) from messages where tenant_id = ?", walks.tenant()))
                .isZero();

        sql.run("""
                update encryption_keys k set wrapped_by = o.wrapped_by from encryption_keys o
                 where k.tenant_id = '%s' and o.wrapped_by like 'local:%%'""".formatted(walks.tenant()));
    }

    @Test
    void aWrappedKeyIsWorthNothingInAnotherTenant() {
        client.put("/v1/settings", ON).expect(200);
        Client neighbour = FUNCTIONS.newTenant();
        neighbour.put("/v1/settings", ON).expect(200);
        neighbour.put("/v1/conversations/c", "{}").expect(201);
        UUID its = neighbour.get("/v1/settings").expect(200).id();
        sql.run("""
                update encryption_keys set wrapped_key = (select wrapped_key from encryption_keys where tenant_id = '%s')
                 where tenant_id = '%s'""".formatted(walks.tenant(), its));
        assertThat(neighbour
                        .post(MESSAGES, "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"x\"}}")
                        .expect(500)
                        .problem())
                .isEqualTo("integrity-error");
    }

    @Test
    void keysAreForAdminsWhoSeeTheWholeTenant() {
        Client writer = client.withKey("{\"name\": \"w\", \"scopes\": [\"read\", \"write\"]}");
        writer.get(KEYS).expect(403);
        writer.post(KEYS, "").expect(403);
    }
}
