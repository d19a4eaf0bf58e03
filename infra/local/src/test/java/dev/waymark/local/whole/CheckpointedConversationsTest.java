package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What real agents held, checkpointed as it grew, and read back.
@ExtendWith(WholeGateway.Extension.class)
class CheckpointedConversationsTest {
    /// How many of the conversations are read back at every message; the others at their end.
    private static final int READ_THROUGHOUT = 5;

    private final Ledger ledger;
    private final String agent = "agent " + UUID.randomUUID();
    private long stored;
    private long copies;

    CheckpointedConversationsTest(Ledger ledger) {
        this.ledger = ledger;
    }

    @Test
    void theMessagesThatARunSentAreSuccessiveStatesOfOneThread() throws Exception {
        for (Path file : SharedData.files("swe-agent", "marshmallow-1867.traj")) {
            Map<String, ObjectNode> states = new LinkedHashMap<>();
            for (JsonNode step : Ledger.JSON.readTree(file.toFile()).get("trajectory")) {
                ObjectNode body = Ledger.JSON.createObjectNode();
                ObjectNode state = body.putObject("state");
                state.set("messages", step.get("messages"));
                state.set("environment", step.get("state"));
                states.put(take(file.getFileName().toString(), body), state);
            }

            states.forEach((id, state) ->
                    assertThat(ledger.get("/v1/checkpoints/" + id).get("state")).isEqualTo(state));
            tell("messages of a run, given whole", states.size());
            assertThat(stored).isLessThan(copies / 3);
        }
    }

    @Test
    void aConversationIsCheckpointedAtEveryMessage() throws Exception {
        for (Path file : SharedData.files("tau-bench", ".json")) {
            int number = 0;
            int checkpoints = 0;
            for (JsonNode conversation : Ledger.JSON.readTree(file.toFile())) {
                checkpoints += checkpoint("conversation " + number, conversation.get("traj"), number < READ_THROUGHOUT);
                number++;
            }
            tell("conversations at every message", checkpoints);
            assertThat(stored).isLessThan(copies / 5);
        }
    }

    private int checkpoint(String thread, JsonNode messages, boolean readThroughout) {
        ArrayNode sofar = Ledger.JSON.createArrayNode();
        String last = "";
        for (JsonNode message : messages) {
            ObjectNode body = Ledger.JSON.createObjectNode();
            if (last.isEmpty()) {
                body.putObject("state").putArray("messages").add(message);
            } else {
                body.put("base_checkpoint_id", last);
                body.putArray("patch")
                        .addObject()
                        .put("op", "add")
                        .put("path", "/messages/-")
                        .set("value", message);
            }
            sofar.add(message);
            last = take(thread, body);
            if (readThroughout || sofar.size() == messages.size()) {
                assertThat(ledger.get("/v1/checkpoints/" + last).at("/state/messages"))
                        .isEqualTo(sofar);
            }
        }
        return messages.size();
    }

    private String take(String thread, ObjectNode body) {
        JsonNode taken = ledger.post(
                "/v1/agents/" + PathText.encode(agent) + "/threads/" + PathText.encode(thread) + "/checkpoints", body);
        stored += taken.get("stored_bytes").asLong();
        copies += taken.get("size_bytes").asLong();
        return taken.get("id").asText();
    }

    /// The bytes beside the sum of full copies: for whoever reads what the run prints.
    private void tell(String what, int checkpoints) {
        System.out.printf(
                "%s: %d checkpoints, %,d bytes stored, %,d as full copies%n", what, checkpoints, stored, copies);
    }
}
