package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What real agents and their users said, appended in bulk and read back: paged, whole, and as
/// a state.
@ExtendWith(WholeGateway.Extension.class)
class SaidConversationsTest {
    private final Ledger ledger;

    SaidConversationsTest(Ledger ledger) {
        this.ledger = ledger;
    }

    @Test
    void everyConversationIsReadBackAsItWasSaid() throws Exception {
        for (Path file : SharedData.files("tau-bench", ".json")) {
            int number = 0;
            int messages = 0;
            for (JsonNode conversation : Ledger.JSON.readTree(file.toFile())) {
                messages += readBack(file.getFileName() + " " + number++, conversation.get("traj"));
            }
            System.out.printf("%d conversations with %,d messages read back%n", number, messages);
        }
    }

    private int readBack(String name, JsonNode said) {
        String path = "/v1/conversations/" + PathText.encode(name);
        ledger.put(path, Ledger.JSON.createObjectNode());
        ObjectNode body = Ledger.JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        said.forEach(message -> messages.add(stored(message)));
        ledger.post(path + "/messages", body);

        ArrayNode paged = Ledger.JSON.createArrayNode();
        ledger.list(path + "/messages").forEach(message -> paged.add(asSaid(message)));
        assertThat(paged).isEqualTo(said);

        JsonNode state = ledger.get(path + "/state?messages=500");
        ArrayNode whole = Ledger.JSON.createArrayNode();
        state.get("messages").forEach(message -> whole.add(asSaid(message)));
        assertThat(whole).isEqualTo(said);
        // both as it was read and as it was sent, it is what is stored
        for (JsonNode same : new JsonNode[] {state, body}) {
            JsonNode saved = ledger.replace(path + "/state", same);
            assertThat(saved.at("/messages/unchanged").asInt()).isEqualTo(said.size());
            assertThat(saved.at("/messages/added").asInt()).isZero();
            assertThat(saved.at("/messages/changed").asInt()).isZero();
        }
        return said.size();
    }

    /// A chat message as one of Waymark's: calls are `tools`, what is left is metadata.
    private static ObjectNode stored(JsonNode chat) {
        ObjectNode message = Ledger.JSON.createObjectNode();
        ObjectNode metadata = message.putObject("metadata");
        chat.properties().forEach(member -> {
            switch (member.getKey()) {
                case "role" -> message.set("role", member.getValue());
                case "content" ->
                    message.putObject("content")
                            .put("type", chat.get("role").asText().equals("tool") ? "tool_result" : "text")
                            .set("text", member.getValue());
                case "tool_calls" -> message.set("tools", member.getValue());
                default -> metadata.set(member.getKey(), member.getValue());
            }
        });
        // a null that was said is not the same as nothing said
        metadata.put("says_tool_calls", chat.has("tool_calls"));
        return message;
    }

    private static ObjectNode asSaid(JsonNode message) {
        ObjectNode chat = Ledger.JSON.createObjectNode();
        chat.set("role", message.get("role"));
        chat.set("content", message.at("/content/text"));
        if (message.at("/metadata/says_tool_calls").asBoolean()) {
            chat.set("tool_calls", message.get("tools"));
        }
        message.get("metadata").properties().forEach(member -> {
            if (!member.getKey().equals("says_tool_calls")) {
                chat.set(member.getKey(), member.getValue());
            }
        });
        return chat;
    }
}
