package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.local.LocalGateway;
import dev.waymark.local.Settings;
import dev.waymark.postgres.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Runs of a real agent, a hundred days later: what the command line shows to leave, to stay and to come back.
@Isolated // starts a gateway of its own
class SweptTrajectoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private final List<JsonNode> steps = new ArrayList<>();
    private final Map<String, JsonNode> snapshots = new LinkedHashMap<>();

    @Test
    void aHundredDaysLaterStatesAndVerdictsAreArchivedAndAllElseIsAsItWas() throws Exception {
        List<Path> files = SharedData.files("swe-agent", ".traj");
        JsonNode insights;
        try (LocalGateway gateway = start()) {
            var ledger = new Ledger(gateway.uri(), Ledger.LOCAL_KEY);
            for (Path file : files) {
                JsonNode imported = run(gateway.uri(), "import", "trajectory", file.toString(), "--project", "old");
                assertThat(imported.isMissingNode()).isTrue();
            }
            steps.addAll(ledger.list("/v1/projects/old/steps"));
            for (JsonNode step : steps) {
                ledger.post("/v1/steps/" + step.get("id").asText() + "/evaluations", Ledger.JSON.createObjectNode());
                keep(ledger, step.path("before_snapshot_id"));
                keep(ledger, step.path("after_snapshot_id"));
            }
            insights = ledger.get("/v1/projects/old/insights?bucket=hour");
        }
        assertThat(snapshots).isNotEmpty();
        later();

        try (LocalGateway gateway = start()) {
            var ledger = new Ledger(gateway.uri(), Ledger.LOCAL_KEY);
            JsonNode dry = run(gateway.uri(), "sweep", "--dry-run", "--json");
            assertThat(figure(dry, "system_state_snapshots", "archived")).isEqualTo(snapshots.size());
            assertThat(figure(dry, "step_evaluations", "archived")).isEqualTo(steps.size());
            assertThat(figure(dry, "system_state_snapshots", "bytes")).isPositive();

            JsonNode run = run(gateway.uri(), "sweep", "--watch", "--json");
            assertThat(run.get("finished").asBoolean()).isTrue();
            assertThat(run.get("kinds")).isEqualTo(dry.get("kinds"));
            assertThat(CommandLineRun.of(gateway.uri(), "sweep").text()).startsWith("Nothing is over.");
            assertThat(CommandLineRun.of(gateway.uri(), "retention", "runs").text())
                    .contains(snapshots.size() + steps.size() + " archived");

            // what left
            for (String snapshot : snapshots.keySet()) {
                assertThat(ledger.send("GET", "/v1/snapshots/" + snapshot, BodyPublishers.noBody())
                                .statusCode())
                        .isEqualTo(404);
            }
            assertThat(ledger.list("/v1/steps/" + steps.getFirst().get("id").asText() + "/evaluations"))
                    .isEmpty();
            // what stayed
            assertThat(withoutSnapshots(ledger.list("/v1/projects/old/steps"))).isEqualTo(withoutSnapshots(steps));
            JsonNode insightsAfter = ledger.get("/v1/projects/old/insights?bucket=hour");
            assertThat(insightsAfter.get("totals")).isEqualTo(insights.get("totals"));
            assertThat(insightsAfter.get("buckets")).isEqualTo(insights.get("buckets"));

            restore(ledger);
            for (Map.Entry<String, JsonNode> snapshot : snapshots.entrySet()) {
                assertThat(ledger.get("/v1/snapshots/" + snapshot.getKey())).isEqualTo(snapshot.getValue());
            }
            assertThat(ledger.list("/v1/projects/old/steps")).isEqualTo(steps);
        }
    }

    /// What the archives hold, and then all of it back.
    private void restore(Ledger ledger) {
        List<JsonNode> archives = ledger.list("/v1/archives");
        long held = archives.stream()
                .mapToLong(
                        archive -> archive.at("/tables/system_state_snapshots").asLong())
                .sum();
        assertThat(held).isEqualTo(snapshots.size());
        for (JsonNode archive : archives) {
            assertThat(Files.exists(folder.resolve("archives")
                            .resolve(archive.get("object_key").asText())))
                    .isTrue();
            var answer = ledger.send(
                    "POST", "/v1/archives/" + archive.get("id").asText() + "/restore", BodyPublishers.ofString("{}"));
            assertThat(answer.statusCode()).isBetween(200, 299);
        }
    }

    private LocalGateway start() {
        return LocalGateway.start(
                Settings.from(Map.of("WAYMARK_PORT", "0", "WAYMARK_DATA_DIR", folder.toString()), Ledger.ROOT));
    }

    /// For whoever is called by hand: the schedule goes by the real time, and so finds nothing.
    private void later() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.keepingDataIn(folder)) {
            server.turnClock("waymark", "waymark_keep", Instant.now().plus(Duration.ofDays(100)));
        }
    }

    private void keep(Ledger ledger, JsonNode snapshot) {
        if (snapshot.isTextual()) {
            snapshots.put(snapshot.asText(), ledger.get("/v1/snapshots/" + snapshot.asText()));
        }
    }

    private static JsonNode run(URI gateway, String... words) throws Exception {
        CommandLineRun run = CommandLineRun.of(gateway, words);
        assertThat(run.exitCode()).as(run.text()).isZero();
        return Stream.of(words).anyMatch("--json"::equals)
                ? Ledger.JSON.readTree(run.text().substring(run.text().indexOf('{')))
                : com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static long figure(JsonNode run, String kind, String name) {
        for (JsonNode figures : run.get("kinds")) {
            if (figures.get("kind").asText().equals(kind)) {
                return figures.get(name).asLong();
            }
        }
        throw new AssertionError("no " + kind);
    }

    private static List<JsonNode> withoutSnapshots(List<JsonNode> steps) {
        return steps.stream()
                .map(step -> ((com.fasterxml.jackson.databind.node.ObjectNode) step.deepCopy())
                        .without(List.of("before_snapshot_id", "after_snapshot_id")))
                .map(JsonNode.class::cast)
                .toList();
    }
}
