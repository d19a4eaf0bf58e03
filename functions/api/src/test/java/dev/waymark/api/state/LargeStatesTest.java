package dev.waymark.api.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Large partitions are kept in pieces: nobody sees it, but for what a version costs.
final class LargeStatesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String STATE = "/v1/agents/coder/threads/main/state";
    private static final int VERSIONS = 20;
    private static final int WHOLE = 100_000;

    private final Functions.Answer tenant =
            FUNCTIONS.operator().post("/v1/tenants", "{\"name\": \"x\"}").expect(201);
    private final Client client = FUNCTIONS.as(tenant.text("/api_key"));
    private final Random random = new Random(7);

    /// About a kilobyte of text that hardly compresses.
    private String message() {
        var text = new StringBuilder();
        while (text.length() < 1_000) {
            text.append(Long.toString(random.nextLong(), 36)).append(' ');
        }
        return text.toString();
    }

    private ObjectNode state() {
        ObjectNode body = Functions.JSON.createObjectNode();
        var messages = body.putObject("local_state").put("step", 0).putArray("messages");
        for (int bytes = 0; bytes < WHOLE; bytes += 1_000) {
            messages.add(message());
        }
        return body;
    }

    private long storedBytes() throws SQLException {
        String sql = """
                select (select coalesce(sum(octet_length(bases) + octet_length(dictionary) + octet_length(directory) + octet_length(body)), 0) from packs)
                       + (select coalesce(sum(octet_length(layout) + 16 * cardinality(packs)), 0) from packed_documents)
                       + (select coalesce(sum(size_bytes), 0) from documents)""";
        try (Connection connection = FUNCTIONS.database().connect("waymark_state");
                PreparedStatement caller =
                        connection.prepareStatement("select set_config('waymark.tenant_id', ?, false)");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            caller.setString(1, tenant.id().toString());
            caller.execute();
            try (ResultSet bytes = statement.executeQuery()) {
                bytes.next();
                return bytes.getLong(1);
            }
        }
    }

    @Test
    void aVersionThatAddsALittleCostsALittleAndEveryVersionIsThereWhole() throws SQLException {
        List<JsonNode> versions = new ArrayList<>();
        versions.add(client.put(STATE, state().toString(), "If-None-Match", "*")
                .expect(201)
                .body());
        long first = storedBytes();
        for (int version = 1; version < VERSIONS; version++) {
            String patch = """
                    [{"op": "add", "path": "/local_state/messages/-", "value": "%s"},
                     {"op": "replace", "path": "/local_state/step", "value": %d}]""".formatted(message(), version);
            versions.add(client.patch(
                            STATE,
                            patch,
                            "If-Match",
                            "\"" + version + "\"",
                            "Content-Type",
                            "application/json-patch+json")
                    .expect(200)
                    .body());
        }
        // each version on its own would cost what the first did
        assertThat(storedBytes() - first).isLessThan(first / 2);
        for (int version = 1; version <= VERSIONS; version++) {
            JsonNode read =
                    client.get(STATE + "?version=" + version).expect(200).body();
            assertThat(read.get("local_state"))
                    .as("version %d", version)
                    .isEqualTo(versions.get(version - 1).get("local_state"));
            assertThat(read.get("state_hash"))
                    .isEqualTo(versions.get(version - 1).get("state_hash"));
        }
    }

    @Test
    void aWholeStateThatIsPutAgainCostsWhatIsNewInIt() throws SQLException {
        ObjectNode body = state();
        client.put(STATE, body.toString(), "If-None-Match", "*").expect(201);
        long first = storedBytes();
        ((com.fasterxml.jackson.databind.node.ArrayNode) body.at("/local_state/messages")).set(40, "edited");
        client.put(STATE, body.toString(), "If-Match", "\"1\"").expect(200);

        assertThat(storedBytes() - first).isLessThan(first / 10);
        assertThat(client.get(STATE).body().get("local_state")).isEqualTo(body.get("local_state"));
        JsonNode changes = client.get(STATE + "/transitions").body().at("/items/0/changes");
        assertThat(changes).hasSize(1);
        assertThat(changes.at("/0/path").asText()).isEqualTo("/local_state/messages/40");
    }

    @Test
    void whatATransitionRolledBackIsStoredOnce() throws SQLException {
        ObjectNode body = state();
        client.put(STATE, body.toString(), "If-None-Match", "*").expect(201);
        client.put(STATE, "{\"local_state\": {}}", "If-Match", "\"1\"").expect(200);
        long stored = storedBytes();
        String transition =
                client.get(STATE + "/transitions").body().at("/items/0/id").asText();
        client.post(STATE + "/transitions/" + transition + "/rollback", "{}", "If-Match", "\"2\"")
                .expect(201);

        assertThat(client.get(STATE).body().get("local_state")).isEqualTo(body.get("local_state"));
        assertThat(storedBytes()).isEqualTo(stored);
    }

    @Test
    void aLargeStateIsRestoredFromACheckpointOfIt() {
        ObjectNode body = state();
        client.put(STATE, body.toString(), "If-None-Match", "*").expect(201);
        var checkpoint =
                client.post("/v1/agents/coder/threads/main/checkpoints", "{}").expect(201);
        client.put(STATE, "{\"local_state\": {}}", "If-Match", "\"1\"").expect(200);
        client.post("/v1/checkpoints/" + checkpoint.id() + "/restore", "{}").expect(201);
        assertThat(client.get(STATE).body().get("local_state")).isEqualTo(body.get("local_state"));
    }

    @Test
    void theSameDocumentMayBeASnapshotsSectionToo() {
        ObjectNode body = state();
        client.put(STATE, body.toString(), "If-None-Match", "*").expect(201);
        client.put("/v1/projects/demo", "{\"name\": \"x\"}").expect(201);
        ObjectNode command =
                Functions.JSON.createObjectNode().put("project", "demo").put("request", "x");
        command.putObject("baseline").set("system_info", body.get("local_state"));
        String snapshot = client.post("/v1/commands", command).expect(201).text("/baseline_snapshot_id");
        assertThat(client.get("/v1/snapshots/" + snapshot).expect(200).body().at("/sections/system_info"))
                .isEqualTo(body.get("local_state"));
        assertThat(client.get(STATE).body().get("local_state")).isEqualTo(body.get("local_state"));
    }
}
