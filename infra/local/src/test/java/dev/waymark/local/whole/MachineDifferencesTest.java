package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.change.JsonPatch;
import dev.waymark.json.StrictJson;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The differences of real machines are told truly: what a person finds by reading the facts, and nothing else.
@ExtendWith(WholeGateway.Extension.class)
class MachineDifferencesTest {
    /// What breathes by itself on these machines, read off their facts by hand.
    private static final Pattern NOISE = Pattern.compile(
            "/(load_averages|system_uptime)(/.*)?" + "|/(memory|mountpoints)/[^/]+/(available|used|capacity)(_bytes)?");

    private final Ledger ledger;

    MachineDifferencesTest(Ledger ledger) {
        this.ledger = ledger;
    }

    @Test
    void anUpgradedMachineShowsItsUpgrades() throws Exception {
        JsonNode changes = compare("debian-12-facter-4.8.json", "debian-12-facter-4.10.json");
        JsonNode summary = changes.get("summary");
        assertThat(change(summary, "/os/release/full")).isEqualTo("\"12.5\" → \"12.9\"");
        assertThat(change(summary, "/kernelrelease")).isEqualTo("\"6.1.0-18-amd64\" → \"6.1.0-29-amd64\"");
        assertThat(change(summary, "/ruby/version")).isEqualTo("\"3.2.4\" → \"3.2.7\"");
        assertThat(change(summary, "/networking/interfaces/eth0/scope6")).isEqualTo("\"link\" → \"global\"");
        assertThat(places(summary.at("/system/removed"))).contains("/puppetversion");
        assertThat(places(summary.at("/system/added"))).contains("/gem_version");
        assertThat(places(summary.at("/mounts/changed"), "path"))
                .containsExactlyInAnyOrder("/dev", "/dev/shm", "/run/user/1000", "/vagrant");
        assertThat(summary.at("/mounts/added")).isEmpty();
        JsonNode total = entry(summary.at("/resources/changed"), "/system/total_bytes");
        assertThat(total.get("delta").asLong()).isEqualTo(479_494_144 - 479_518_720);
        assertThat(total.get("unit").asText()).isEqualTo("bytes");
    }

    @Test
    void twoDifferentMachinesShowWhatTheyAre() throws Exception {
        JsonNode summary = compare("debian-12-facter-4.10.json", "redhat-9-facter-4.10.json")
                .get("summary");
        assertThat(change(summary, "/os/name")).isEqualTo("\"Debian\" → \"RedHat\"");
        assertThat(change(summary, "/kernelversion")).isEqualTo("\"6.1.0\" → \"5.14.0\"");
        assertThat(change(summary, "/networking/mac")).isEqualTo("\"08:00:27:8d:c0:4d\" → \"08:00:27:5f:a7:09\"");
        assertThat(places(summary.at("/system/removed"))).contains("/networking/interfaces/eth0/dhcp");
        assertThat(texts(summary.at("/mounts/added"))).containsExactly("/boot");
        assertThat(texts(summary.at("/mounts/removed")))
                .containsExactlyInAnyOrder("/run/lock", "/run/credentials/systemd-sysusers.service");
        assertThat(change(summary, "/disks/sda/size")).isEqualTo("\"100.00 GiB\" → \"128.00 GiB\"");
        assertThat(places(summary.at("/resources/added"))).containsExactly("/swap");
    }

    /// Records a step between two machines; what holds for any two is checked here.
    private JsonNode compare(String one, String other) throws Exception {
        JsonNode before = facts(one);
        JsonNode after = facts(other);
        ledger.put("/v1/projects/" + other, Ledger.JSON.createObjectNode().put("name", "Differences"));
        String command = ledger.post(
                        "/v1/commands",
                        Ledger.JSON.createObjectNode().put("project", other).put("request", one))
                .get("id")
                .asText();
        ObjectNode step = Ledger.JSON.createObjectNode().put("command", "facter --json");
        step.set("before", sections(before));
        step.set("after", sections(after));
        String id = ledger.post("/v1/commands/" + command + "/steps", step)
                .get("id")
                .asText();
        JsonNode changes = ledger.get("/v1/steps/" + id + "/state-changes");

        assertThat(JsonPatch.apply(tree(sections(before)), tree(changes.get("patch"))))
                .isEqualTo(tree(sections(after)));
        assertThat(toldOf(changes.at("/summary/system"), before, after)).isEqualTo(differences(before, after));
        assertThat(texts(changes.get("noise")))
                .contains("/system_info/load_averages", "/system_info/system_uptime")
                .allMatch(pointer -> !pointer.startsWith("/resource_usage"));
        return changes;
    }

    private static JsonNode facts(String name) throws Exception {
        Path file = SharedData.files("facter", name).getFirst();
        return Ledger.JSON.readTree(file.toFile());
    }

    private static ObjectNode sections(JsonNode facts) {
        ObjectNode sections = Ledger.JSON.createObjectNode();
        sections.set("system_info", facts);
        sections.set("resource_usage", facts.get("memory"));
        sections.putObject("file_system_state").set("mounts", facts.get("mountpoints"));
        return sections;
    }

    private static io.micronaut.json.tree.JsonNode tree(JsonNode node) {
        return StrictJson.read(node.toString());
    }

    /// The places at which two values differ, found without the code under test; a list counts as one place.
    private static Set<String> differences(JsonNode before, JsonNode after) {
        Set<String> found = new TreeSet<>();
        collect(before, after, "", found);
        found.removeIf(place -> NOISE.matcher(place).matches());
        return found;
    }

    private static void collect(JsonNode before, JsonNode after, String at, Set<String> found) {
        if (before.equals(after)) {
            return;
        }
        if (!before.isObject() || !after.isObject()) {
            found.add(at);
            return;
        }
        Set<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String place = at + '/' + name.replace("~", "~0").replace("/", "~1");
            collect(before.path(name), after.path(name), place, found);
        }
    }

    /// The places that the summary tells of, those within a list as the list.
    private static Set<String> toldOf(JsonNode system, JsonNode before, JsonNode after) {
        Set<String> told = new TreeSet<>();
        for (String kind : new String[] {"added", "removed", "changed"}) {
            for (String place : places(system.get(kind))) {
                String at = place;
                for (int end = place.lastIndexOf('/'); end > 0; end = place.lastIndexOf('/', end - 1)) {
                    String container = place.substring(0, end);
                    at = before.at(container).isArray() || after.at(container).isArray() ? container : at;
                }
                told.add(at);
            }
        }
        return told;
    }

    private static String change(JsonNode summary, String at) {
        JsonNode entry = entry(summary.at("/system/changed"), at);
        return entry.get("from") + " → " + entry.get("to");
    }

    private static JsonNode entry(JsonNode entries, String at) {
        return elements(entries)
                .filter(entry -> entry.get("at").asText().equals(at))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is told of " + at + " in " + entries));
    }

    private static Set<String> places(JsonNode entries) {
        return places(entries, "at");
    }

    private static Set<String> places(JsonNode entries, String member) {
        Set<String> places = new TreeSet<>();
        elements(entries).forEach(entry -> places.add(entry.get(member).asText()));
        return places;
    }

    private static Set<String> texts(JsonNode entries) {
        Set<String> texts = new TreeSet<>();
        elements(entries).forEach(entry -> texts.add(entry.asText()));
        return texts;
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        assertThat(list.isArray()).isTrue();
        return StreamSupport.stream(list.spliterator(), false);
    }
}
