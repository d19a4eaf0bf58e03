package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.json.StrictJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Facts of real machines come back as they went in, under the digest of their canonical form.
@ExtendWith(WholeGateway.Extension.class)
class MachineFactsTest {
    private final Ledger ledger;

    MachineFactsTest(Ledger ledger) {
        this.ledger = ledger;
    }

    @Test
    void factsComeBackEqualAsBaselineAndBeforeAndAfter() throws Exception {
        ledger.put("/v1/projects/facts", object("name", "Facts"));
        for (Path file : SharedData.files("facter", ".json")) {
            JsonNode facts = Ledger.JSON.readTree(file.toFile());
            ObjectNode sections = sections(facts);
            ObjectNode body = object("project", "facts").put("request", String.valueOf(file.getFileName()));
            String command = ledger.post("/v1/commands", body.set("baseline", sections))
                    .get("id")
                    .asText();
            ObjectNode step = object("command", "facter --json");
            step.set("before", sections);
            step.set("after", sections);
            ledger.post("/v1/commands/" + command + "/steps", step);

            List<JsonNode> snapshots = snapshots(command);

            assertThat(snapshots)
                    .extracting(entry -> entry.get("snapshot_type").asText())
                    .containsExactlyInAnyOrder("baseline", "before_step", "after_step");
            for (JsonNode snapshot : snapshots) {
                assertThat(ledger.get(snapshot.get("link").asText()).get("sections"))
                        .isEqualTo(sections);
                assertThat(snapshot.get("sections")).isEqualTo(digests(sections));
            }
        }
    }

    /// Facts as a whole, and parts of them where their section is.
    private static ObjectNode sections(JsonNode facts) {
        ObjectNode sections = Ledger.JSON.createObjectNode();
        sections.set("system_info", facts);
        sections.set("resource_usage", facts.get("memory"));
        sections.putObject("file_system_state").set("mounts", facts.get("mountpoints"));
        assertThat(sections.get("resource_usage").size()).isPositive();
        assertThat(sections.at("/file_system_state/mounts").size()).isPositive();
        return sections;
    }

    private List<JsonNode> snapshots(String command) {
        List<JsonNode> snapshots = new ArrayList<>();
        for (JsonNode entry : ledger.list("/v1/commands/" + command + "/timeline")) {
            if (entry.get("kind").asText().equals("snapshot")) {
                snapshots.add(entry.get("snapshot"));
            }
        }
        return snapshots;
    }

    private static ObjectNode digests(ObjectNode sections) {
        ObjectNode digests = Ledger.JSON.createObjectNode();
        sections.properties()
                .forEach(section -> digests.put(
                        section.getKey(),
                        Digest.of(CanonicalJson.write(
                                        StrictJson.read(section.getValue().toString())))
                                .hex()));
        return digests;
    }

    private static ObjectNode object(String name, String value) {
        return Ledger.JSON.createObjectNode().put(name, value);
    }
}
