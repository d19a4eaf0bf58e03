package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.caller.Scope;
import dev.waymark.erasure.Erasing;
import dev.waymark.erasure.Erasure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// An end user is erased everywhere, at once and for good; nobody else notices.
@Isolated
final class ErasureTest {
    private static final Functions FUNCTIONS = new Functions();

    private final Functions.Answer made =
            FUNCTIONS.operator().post("/v1/tenants", "{\"name\": \"tenant\"}").expect(201);
    private final UUID tenant = made.id();
    private final Client client = FUNCTIONS.as(made.text("/api_key"));

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    private EndUser user() {
        return EndUser.fill(FUNCTIONS, tenant, client);
    }

    private static String path(EndUser user) {
        return "/v1/users/" + user.id();
    }

    private List<JsonNode> said() {
        return Pages.all(client, "/v1/conversations/" + EndUser.ROOM + "/messages?limit=50");
    }

    private static List<JsonNode> saidBy(EndUser user, List<JsonNode> messages) {
        return messages.stream()
                .filter(message -> message.path("sender_user_id").asText().equals(user.id()))
                .toList();
    }

    @Test
    void nothingOfTheUserIsLeftAndAllOfTheOtherIs() {
        UUID room = EndUser.room(client);
        UUID command = client.newCommand();
        EndUser erased = user();
        EndUser other = user();
        EndUser.speakInTheRoom(List.of(erased, other));
        EndUser.seal(FUNCTIONS, tenant, room);
        EndUser.speakInTheRoom(List.of(erased, other));
        UUID othersOwn = client.get("/v1/conversations/" + other.own()).id();
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            var everywhere = new Everywhere(inspector, tenant);
            assertThat(everywhere.rowsWith(List.of(erased.mark())).keySet())
                    .as("the search finds what there is")
                    .contains(
                            "conversations",
                            "conversation_sessions",
                            "messages",
                            "message_versions",
                            "message_senders",
                            "message_segments, unpacked",
                            "memory_context_items",
                            "agent_memories",
                            "memory_codes",
                            "context_snapshots",
                            "documents",
                            "api_keys",
                            "audit_events",
                            "idempotency_keys");
            long packs = inspector.number("select count(*) from packs where tenant_id = ?", tenant);
            List<JsonNode> saidBefore = said();
            // what others say must not change; the last use of a key does
            Map<String, List<String>> othersBefore = everywhere.rowsWith(List.of(other.mark(), othersOwn.toString()));

            Functions.Answer receipt = client.delete(path(erased)).expect(200);

            assertThat(everywhere.rowsWith(List.of(erased.mark()))).isEmpty();
            assertThat(inspector.number("select count(*) from packs where tenant_id = ?", tenant))
                    .as("packs of the other alone")
                    .isLessThan(packs)
                    .isPositive();
            Map<String, List<String>> othersAfter = everywhere.rowsWith(List.of(other.mark(), othersOwn.toString()));
            assertThat(othersAfter).isEqualTo(othersBefore);

            List<JsonNode> saidAfter = said();
            assertThat(Pages.texts(saidAfter, "/position")).isEqualTo(Pages.texts(saidBefore, "/position"));
            assertThat(saidBy(other, saidAfter)).hasSize(40).isEqualTo(saidBy(other, saidBefore));
            assertThat(saidAfter)
                    .filteredOn(message -> message.at("/content/text").asText().isEmpty())
                    .hasSize(40)
                    .allSatisfy(message -> {
                        assertThat(message.path("sender_user_id").asText("")).isIn("", "null");
                        assertThat(message.get("version").asInt()).isGreaterThan(1);
                    });
            assertThat(receipt.text("/user_id")).isEqualTo(erased.id());
            assertThat(receipt.body().has("already")).isFalse();
            assertThat(counts(receipt))
                    .containsEntry("conversations", 1L)
                    .containsEntry("conversation_sessions", 2L)
                    .containsEntry("messages", 241L)
                    .containsEntry("message_versions", 3L)
                    .containsEntry("memory_context_items", 1L)
                    .containsEntry("agent_memories", 3L)
                    .containsEntry("memory_codes", 1L)
                    .containsEntry("memory_consolidations", 1L)
                    .containsEntry("context_snapshots", 2L)
                    .containsEntry("documents", 1L)
                    .containsEntry("packed_documents", 1L)
                    .containsEntry("api_keys", 1L)
                    .containsKeys("packs", "audit_events", "idempotency_keys");
            assertThat(chains(inspector)).isPositive();
            assertThat(client.get("/v1/commands/" + command + "/audit-chain").text("/intact"))
                    .isEqualTo("true");
        }
    }

    @Test
    void whatIsEncryptedIsErasedToo() {
        client.put("/v1/settings", "{\"encryption\": {\"fields\": [\"messages.content\", \"memories.content\"]}}")
                .expect(200);
        UUID room = EndUser.room(client);
        EndUser erased = user();
        EndUser other = user();
        EndUser.speakInTheRoom(List.of(erased, other));
        EndUser.seal(FUNCTIONS, tenant, room);
        EndUser.speakInTheRoom(List.of(erased, other));
        List<JsonNode> saidBefore = said();

        Functions.Answer receipt = client.delete(path(erased)).expect(200);

        assertThat(counts(receipt)).containsEntry("messages", 241L).containsEntry("agent_memories", 3L);
        List<JsonNode> saidAfter = said();
        assertThat(saidBy(other, saidAfter)).hasSize(40).isEqualTo(saidBy(other, saidBefore));
        assertThat(saidAfter)
                .filteredOn(message -> message.at("/content/text").asText().isEmpty())
                .hasSize(40);
        assertThat(saidAfter.toString()).doesNotContain(erased.mark());
    }

    private static Map<String, Long> counts(Functions.Answer receipt) {
        Map<String, Long> counts = new TreeMap<>();
        receipt.body()
                .get("tables")
                .properties()
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
        return counts;
    }

    /// Proves every chain of the tenant; answers how many events have lost their content.
    private long chains(Inspector inspector) {
        long blank = 0;
        for (String holder : List.of("tenants", "agents", "conversations")) {
            for (String id : inspector.texts(
                    "select id from %s where %s = ?".formatted(holder, holder.equals("tenants") ? "id" : "tenant_id"),
                    tenant)) {
                AuditChain chain = AuditChain.of(inspector, holder, UUID.fromString(id));
                assertThat(chain.flaw()).as(holder).isNull();
                blank += chain.events().stream()
                        .filter(event -> event.detail() == null)
                        .count();
            }
        }
        return blank;
    }

    @Test
    void theSecondCallSaysThatItIsDoneAndTheReceiptCanBeRead() {
        EndUser.room(client);
        EndUser user = user();
        Functions.Answer first = client.delete(path(user)).expect(200);
        Functions.Answer second = client.delete(path(user)).expect(200);
        assertThat(second.text("/already")).isEqualTo("true");
        assertThat(second.text("/erased_at")).isEqualTo(first.text("/erased_at"));
        assertThat(second.body().get("tables")).isEqualTo(first.body().get("tables"));
        Functions.Answer receipt = client.get(path(user) + "/erasure").expect(200);
        assertThat(receipt.body()).isEqualTo(first.body());
        client.get("/v1/users/somebody-else/erasure").expect(404);
        assertThat(FUNCTIONS.newTenant().get(path(user) + "/erasure").status()).isEqualTo(404);
    }

    @Test
    void whoeverWritesOfTheUserAfterwardsIsToldThatTheyAreGone() {
        EndUser.room(client);
        EndUser user = user();
        client.put("/v1/conversations/free", "{}").expect(201);
        client.delete(path(user)).expect(200);
        List<Functions.Answer> late = new ArrayList<>();
        late.add(client.put("/v1/conversations/new", user.text("{'user_id': 'user-#'}")));
        late.add(client.patch("/v1/conversations/free", user.text("{'user_id': 'user-#'}"), "If-Match", "*"));
        late.add(client.post("/v1/conversations/free/messages", user.text("""
                {'role': 'user', 'sender_user_id': 'user-#', 'content': {'type': 'text', 'text': 'x'}}""")));
        late.add(client.put("/v1/conversations/saved/state", user.text("""
                {'conversation': {'user_id': 'user-#'}, 'messages': [], 'context_items': []}""")));
        late.add(client.post("/v1/conversations/free/sessions", user.text("{'user_id': 'user-#'}")));
        String memory = """
                {'memory_type': 'semantic', 'user_id': 'user-#', 'content': {'concept': '#', 'definition': 'more #'}}""";
        late.add(client.post("/v1/agents/helper/memories", user.text(memory)));
        late.add(client.post("/v1/agents/helper/memories", user.text(memory), "Idempotency-Key", "t " + user.mark()));
        late.add(client.post(
                "/v1/context-snapshots", user.text("{'agent': 'helper', 'user_id': 'user-#', 'snapshot': {}}")));
        late.add(client.post("/v1/api-keys", user.text("{'name': 'x', 'scopes': ['read'], 'user_id': 'user-#'}")));
        assertThat(late)
                .allSatisfy(answer -> assertThat(answer.expect(410).problem()).isEqualTo("gone"));
        client.get("/v1/conversations/new").expect(404);
        client.put("/v1/conversations/another", "{\"user_id\": \"somebody else\"}")
                .expect(201);
    }

    @Test
    void aKeyOfTheUserThatTheAuthorizerStillKnowsReadsAndWritesNothing() {
        EndUser.room(client);
        EndUser user = user();
        String path = "/v1/conversations/" + user.own();
        String key = client.post(
                        "/v1/api-keys", user.text("{'name': 'x', 'scopes': ['read', 'write'], 'user_id': 'user-#'}"))
                .text("/api_key");
        Map<String, String> headers = Map.of("Authorization", "Bearer " + key, "Content-Type", "application/json");
        JsonNode known = FUNCTIONS.authorize("GET", path, headers);
        FUNCTIONS.send("GET", path, headers, null, known).expect(200);
        // the tombstone alone
        assertThat(erase(user, new AtomicInteger(1)).finished()).isFalse();
        client.get(path).expect(200);
        FUNCTIONS.send("GET", path, headers, null, known).expect(410);
        FUNCTIONS.send("GET", "/v1/conversations", headers, null, known).expect(410);
        FUNCTIONS
                .send(
                        "PUT",
                        "/v1/conversations/late",
                        headers,
                        "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        known)
                .expect(410);
        client.delete(path(user)).expect(200);
        user.keysClient().get(path).expect(401);
        FUNCTIONS.send("GET", path, headers, null, known).expect(410);
    }

    @Test
    void onlyAnAdminErases() {
        EndUser.room(client);
        EndUser user = user();
        client.withKey("{\"name\": \"w\", \"scopes\": [\"read\", \"write\"]}")
                .delete(path(user))
                .expect(403);
        client.withKey(user.text("{'name': 'u', 'scopes': ['admin'], 'user_id': 'user-#'}"))
                .delete(path(user))
                .expect(403);
        String agent = client.get("/v1/agents/helper").expect(200).text("/id");
        client.withKey("{\"name\": \"a\", \"scopes\": [\"admin\"], \"agent_id\": \"%s\"}".formatted(agent))
                .delete(path(user))
                .expect(403);
        client.get("/v1/conversations/" + user.own()).expect(200);
    }

    @Test
    void aNameThatAGatewayWouldMangleIsErasedToo() {
        String id = "a/b#c? ü";
        String encoded = "~"
                + java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        client.put("/v1/conversations/c", "{\"user_id\": \"%s\"}".formatted(id)).expect(201);
        assertThat(client.delete("/v1/users/" + encoded).expect(200).text("/user_id"))
                .isEqualTo(id);
        client.get("/v1/conversations/c").expect(404);
        assertThat(client.get("/v1/users/" + encoded + "/erasure").expect(200).text("/tables/conversations"))
                .isEqualTo("1");
    }

    /// Erases until so many batches are done; the rest is for another call.
    private Erasure erase(EndUser user, AtomicInteger batches) {
        Erasing erasing = FUNCTIONS.handler("waymark_keep").beans().getBean(Erasing.class);
        var caller = new Caller(UUID.randomUUID(), tenant, Set.of(Scope.ADMIN), null, null);
        return new Call(caller, null).run(() -> erasing.erase(user.id(), () -> batches.decrementAndGet() <= 0));
    }

    private void eraseAndDieAfter(EndUser user, int batches) {
        Erasing erasing = FUNCTIONS.handler("waymark_keep").beans().getBean(Erasing.class);
        var caller = new Caller(UUID.randomUUID(), tenant, Set.of(Scope.ADMIN), null, null);
        var left = new AtomicInteger(batches);
        new Call(caller, null)
                .run(() -> erasing.erase(user.id(), () -> false, () -> {
                    if (left.decrementAndGet() == 0) {
                        throw new IllegalStateException("killed");
                    }
                }));
    }

    @Test
    void killedAfterAnyBatchItGoesOnAndCountsEachRowOnce() {
        UUID room = EndUser.room(client);
        Map<String, Long> unharmed = null;
        boolean killed = true;
        for (int batches = 0; killed; batches++) {
            EndUser user = user();
            EndUser.speakInTheRoom(List.of(user));
            EndUser.seal(FUNCTIONS, tenant, room);
            EndUser.speakInTheRoom(List.of(user));
            int dies = batches;
            if (batches > 0) {
                try {
                    eraseAndDieAfter(user, dies);
                    killed = false;
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("killed");
                }
                // from the first batch on, however it ends
                client.put("/v1/conversations/late", user.text("{'user_id': 'user-#'}"))
                        .expect(410);
            }
            Functions.Answer receipt = client.delete(path(user)).expect(200);
            Map<String, Long> counts = counts(receipt);
            counts.remove("audit_events");
            if (unharmed == null) {
                unharmed = counts;
            }
            assertThat(counts).as("killed after %d batches", dies).isEqualTo(unharmed);
            try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
                assertThat(new Everywhere(inspector, tenant).rowsWith(List.of(user.mark())))
                        .as("killed after %d batches", dies)
                        .isEmpty();
            }
        }
    }

    @Test
    void twoWhoEraseAtOnceCountEachRowOnce() {
        EndUser.room(client);
        EndUser one = user();
        Map<String, Long> alone = counts(client.delete(path(one)).expect(200));
        EndUser user = user();
        List<Functions.Answer> answers;
        try (Race race = Race.start(4, _ -> client.delete(path(user)))) {
            answers = race.answers();
        }
        assertThat(answers)
                .allSatisfy(answer -> assertThat(counts(answer.expect(200))).isEqualTo(alone));
    }

    @Test
    void aWriteThatBeganBeforeIsErasedAndOneThatBeginsMeanwhileIsRefused() throws Exception {
        client.put("/v1/conversations/early", "{\"agent\": \"helper\"}").expect(201);
        try (Inspector writer = Inspector.as(FUNCTIONS.database(), "waymark_talk");
                Inspector watcher = Inspector.of(FUNCTIONS.database())) {
            writer.connection().setAutoCommit(false);
            writer.run("select set_config('waymark.tenant_id', ?, true)", tenant.toString());
            writer.run("""
                    insert into conversations (id, external_id, tag, user_id, created_at, updated_at)
                    values (gen_random_uuid(), 'late commit', 7, 'u1', now(), now())""");
            try (Race erasing = Race.start(1, _ -> client.delete("/v1/users/u1"))) {
                Blocked.awaitWaiting(watcher, 1);
                try (Race late = Race.start(1, _ -> client.put("/v1/conversations/late", "{\"user_id\": \"u1\"}"))) {
                    Blocked.awaitWaiting(watcher, 2);
                    writer.connection().commit();
                    assertThat(late.answers().getFirst().expect(410).problem()).isEqualTo("gone");
                }
                assertThat(erasing.answers().getFirst().expect(200).text("/tables/conversations"))
                        .isEqualTo("1");
            }
        }
        client.get("/v1/conversations/late%20commit").expect(404);
        client.get("/v1/conversations/late").expect(404);
    }

    @Test
    void auditContentIsBlankedForAnErasureThatGoesOnAlone() {
        client.delete("/v1/users/u1").expect(200);
        try (Inspector keep = Inspector.as(FUNCTIONS.database(), "waymark_keep")) {
            keep.run("select set_config('waymark.tenant_id', ?, false)", tenant.toString());
            String erasure = keep.text("select id from erasures");
            assertThatThrownBy(() -> keep.tryRows(
                            "select forget_events(cast(? as uuid), array(select e from audit_events e))", erasure))
                    .hasMessageContaining("while an erasure goes on");
        }
    }

    @Test
    void aDocumentThatSomebodyElseRefersToStays() {
        String snapshot = "{\"agent\": \"helper\", \"user_id\": \"%s\", \"snapshot\": {\"note\": \"the same\"}}";
        client.post("/v1/context-snapshots", snapshot.formatted("u1")).expect(201);
        UUID other = client.post("/v1/context-snapshots", snapshot.formatted("u2"))
                .expect(201)
                .id();
        Functions.Answer receipt = client.delete("/v1/users/u1").expect(200);
        assertThat(counts(receipt)).containsEntry("context_snapshots", 1L).doesNotContainKey("documents");
        assertThat(client.get("/v1/context-snapshots/" + other).expect(200).text("/snapshot/note"))
                .isEqualTo("the same");
    }
}
