package dev.waymark.api.suite;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.message.ConversationToSeal;
import dev.waymark.message.MessageSealing;
import java.util.Collection;
import java.util.UUID;

/// An end user of a tenant who has left something everywhere where one can.
///
/// @param id holds the mark
/// @param mark occurs in every text of the user's and nowhere else
/// @param own the name of a conversation of the user's
/// @param keysClient has a key that is narrowed to the user
record EndUser(Client client, String id, String mark, String own, Client keysClient) {
    /// A conversation of nobody in particular, in which several end users speak.
    static final String ROOM = "room";

    private static final String AGENT = "/v1/agents/helper";

    /// A user who has left a row of every kind, in a tenant that has a room.
    static EndUser fill(Functions functions, UUID tenant, Client client) {
        return fill(functions, tenant, client, 200);
    }

    /// @param messages how many of them in the user's own conversation
    static EndUser fill(Functions functions, UUID tenant, Client client, int messages) {
        String mark = "mark" + UUID.randomUUID();
        Functions.Answer key = client.post("/v1/api-keys", marked("""
                        {'name': 'key of #', 'scopes': ['read', 'write'], 'user_id': 'user-#'}""", mark), "Idempotency-Key", "k " + mark)
                .expect(201);
        Client keysClient = functions.as(key.text("/api_key"));
        var user = new EndUser(client, "user-" + mark, mark, "own-" + mark, keysClient);
        user.talks(messages);
        user.remembers();
        UUID own = client.get("/v1/conversations/" + user.own).expect(200).id();
        seal(functions, tenant, own);
        return user;
    }

    /// Makes the room, once.
    static UUID room(Client client) {
        return client.put("/v1/conversations/" + ROOM, "{\"agent\": \"helper\"}")
                .expect(201)
                .id();
    }

    /// Users take turns in the room, 20 times each; the first of them edits what was said first.
    static void speakInTheRoom(Collection<EndUser> users) {
        ObjectNode body = Functions.JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        for (int turn = 0; turn < 20; turn++) {
            for (EndUser user : users) {
                message(messages, user.mark + " says " + turn).put("sender_user_id", user.id);
            }
            message(messages, "nobody says " + turn);
        }
        Client client = users.iterator().next().client;
        Functions.Answer said =
                client.post("/v1/conversations/" + ROOM + "/messages", body).expect(201);
        for (int i = 0; i < users.size(); i++) {
            EndUser user = users.stream().toList().get(i);
            client.patch(
                            "/v1/messages/" + said.text("/items/" + i + "/id"),
                            marked(
                                    "{'content': {'type': 'text', 'text': '# edited'}, 'change_reason': '#'}",
                                    user.mark),
                            "If-Match",
                            "*")
                    .expect(200);
        }
    }

    private static ObjectNode message(ArrayNode messages, String text) {
        ObjectNode message = messages.addObject().put("role", "user");
        message.putObject("content").put("type", "text").put("text", text);
        message.putObject("metadata").put("note", text);
        return message;
    }

    static void seal(Functions functions, UUID tenant, UUID conversation) {
        MessageSealing sealing = functions.handler("waymark_jobs").beans().getBean(MessageSealing.class);
        while (sealing.seal(new ConversationToSeal(tenant, conversation)) > 0) {
            // as long as there is something to seal
        }
    }

    private void talks(int count) {
        String path = "/v1/conversations/" + own;
        client.put(path, text("""
                {'agent': 'helper', 'user_id': 'user-#', 'user_input': '#', 'focus_areas': ['#'], 'last_tool_result': '#',
                 'metadata': {'note': '#'}}""")).expect(201);
        UUID session = client.post(
                        path + "/sessions", text("{'session_state': {'note': '#'}}"), "Idempotency-Key", "s " + mark)
                .expect(201)
                .id();
        ObjectNode body = Functions.JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        for (int i = 0; i < count; i++) {
            message(messages, mark + " " + i)
                    .put("session_id", session.toString())
                    .put("sender_user_id", id);
        }
        String first = client.post(path + "/messages", body, "Idempotency-Key", "m " + mark)
                .expect(201)
                .text("/items/0/id");
        client.patch("/v1/messages/" + first, text("""
                {'content': {'type': 'text', 'text': 'new #'}, 'change_reason': '#'}"""), "If-Match", "*").expect(200);
        client.post(path + "/messages", text("""
                {'id': '%s', 'role': 'tool', 'content': {'type': 'tool_result', 'output': '#'}}""".formatted(UUID.randomUUID()))).expect(201);
        client.post(path + "/context-items", text("{'source': '#', 'content': '#', 'metadata': {'note': '#'}}"))
                .expect(201);
        client.post("/v1/context-snapshots", text("{'message_id': '%s', 'snapshot': {'note': '#'}}".formatted(first)))
                .expect(201);
        client.post("/v1/conversations/" + ROOM + "/sessions", text("""
                {'user_id': 'user-#', 'session_state': {'note': '#'}, 'metadata': {'note': '#'}}""")).expect(201);
    }

    private void remembers() {
        UUID first = UUID.randomUUID();
        keysClient
                .post(
                        AGENT + "/memories",
                        text("""
                {'memories': [{'id': '%s', 'memory_type': 'semantic', 'content': {'concept': '#', 'definition': '#'},
                               'metadata': {'note': '#'}, 'embedding_model': '#', 'embedding': [%s1]}]}""".formatted(first, "0,".repeat(1_535))),
                        "Idempotency-Key",
                        "r " + mark)
                .expect(201);
        client.post(AGENT + "/memories", text("""
                {'memory_type': 'semantic', 'user_id': 'user-#', 'content': {'concept': '#', 'definition': 'more #'}}"""), "Idempotency-Key", "t " + mark)
                .expect(201);
        client.post(AGENT + "/memories/consolidate", text("""
                {'source_ids': ['%s'], 'type': 'semantic', 'content': {'concept': '#', 'definition': 'both #'}}""".formatted(first)), "Idempotency-Key", "c " + mark)
                .expect(201);
        client.get("/v1/memories/" + first).expect(200);
        // of the user alone, and so large that it is kept in pieces
        client.post("/v1/context-snapshots", text("""
                {'agent': 'helper', 'user_id': 'user-#', 'snapshot': {'note': '#', 'more': '%s'}}""".formatted(large())), "Idempotency-Key", "x " + mark)
                .expect(201);
    }

    private String large() {
        var text = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            text.append(mark).append(' ').append(i).append("; ");
        }
        return text.toString();
    }

    /// JSON written with single quotes, with the user's mark for every `#`.
    String text(String json) {
        return marked(json, mark);
    }

    private static String marked(String json, String mark) {
        return Ledger.marked(json, mark);
    }
}
