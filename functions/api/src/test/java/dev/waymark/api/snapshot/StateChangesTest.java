package dev.waymark.api.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import dev.waymark.api.StatementCount;
import dev.waymark.change.JsonPatch;
import dev.waymark.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class StateChangesTest {
    private static final String BEFORE =
            "{'system_info': {'os': 'Debian 12', 'uptime': 1}, 'services_status': {'nginx': 'stopped'}, 'process_list': ['\u0000', 9223372036854775807]}";
    private static final String AFTER =
            "{'system_info': {'os': 'Debian 12', 'uptime': 2}, 'services_status': {'nginx': 'running'}, 'packages_installed': [{'name': 'curl', 'version': '8.0'}]}";

    private static final Functions FUNCTIONS = new Functions();
    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();
    private final Sql sql = Sql.of(FUNCTIONS);

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    private Functions.Answer step(String before, String after) {
        String json = "{'command': 'x', 'before': %s, 'after': %s}".formatted(before, after);
        return client.newStep(command, json.replace('\'', '"').replace("\u0000", "\\u0000"));
    }

    private static String diff(Functions.Answer step) {
        return "/v1/snapshots/" + step.text("/before_snapshot_id") + "/diff/" + step.text("/after_snapshot_id");
    }

    private static io.micronaut.json.tree.JsonNode tree(JsonNode node) {
        return StrictJson.read(node.toString());
    }

    @Test
    void thePatchMakesTheStateAfterOfTheOneBefore() {
        Functions.Answer step = step(BEFORE, AFTER);
        JsonNode sections = client.get("/v1/steps/" + step.id() + "?expand=snapshots")
                .body()
                .get("snapshots");
        for (String path : List.of(diff(step), "/v1/steps/" + step.id() + "/state-changes")) {
            Functions.Answer changes = client.get(path).expect(200);
            assertThat(JsonPatch.apply(
                            tree(sections.at("/before/sections")),
                            tree(changes.body().get("patch"))))
                    .isEqualTo(tree(sections.at("/after/sections")));
            assertThat(changes.body().at("/summary/services").toString())
                    .isEqualTo("{\"changed\":[],\"started\":[\"nginx\"],\"stopped\":[]}");
            assertThat(changes.text("/summary/packages/installed/0/name")).isEqualTo("curl");
            assertThat(changes.text("/summary/packages/only_in")).isEqualTo("after");
            assertThat(changes.body().get("summary").has("system")).isFalse();
            assertThat(changes.body().get("noise").toString()).isEqualTo("[\"/system_info/uptime\"]");
        }
    }

    @Test
    void sectionsNarrowWhatIsCompared() {
        Functions.Answer step = step(BEFORE, AFTER);
        for (String path : List.of(diff(step), "/v1/steps/" + step.id() + "/state-changes")) {
            JsonNode changes = client.get(path + "?sections=services_status,resource_usage")
                    .expect(200)
                    .body();
            assertThat(changes.get("patch").toString())
                    .isEqualTo("[{\"op\":\"replace\",\"path\":\"/services_status/nginx\",\"value\":\"running\"}]");
            assertThat(changes.get("noise")).isEmpty();
            assertThat(client.get(path + "?sections=weather").expect(422).text("/errors/0/parameter"))
                    .isEqualTo("sections");
        }
    }

    @Test
    void equalSnapshotsHaveNoChanges() {
        Functions.Answer step = step(BEFORE, BEFORE);
        assertThat(client.get(diff(step)).expect(200).body().toString())
                .isEqualTo("{\"patch\":[],\"summary\":{},\"noise\":[]}");
    }

    @Test
    void aProjectSaysWhatIsNoiseToIt() {
        Functions.Answer step = step(BEFORE, AFTER);
        String project = client.get("/v1/commands/" + command).text("/project");
        String settings =
                "{\"name\": \"x\", \"settings\": {\"noise\": {\"add\": [\"/services_status/ng*\"], \"remove\": [\"/**/uptime\"]}}}";
        client.put("/v1/projects/" + project, settings, "If-Match", "*").expect(200);
        JsonNode changes = client.get(diff(step)).expect(200).body();
        assertThat(changes.get("noise").toString()).isEqualTo("[\"/services_status/nginx\"]");
        assertThat(changes.get("summary").has("services")).isFalse();
        assertThat(changes.at("/summary/system/changed/0/at").asText()).isEqualTo("/uptime");
        Functions.Answer refused = client.put(
                        "/v1/projects/" + project, settings.replace("/**/uptime", "uptime"), "If-Match", "*")
                .expect(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/settings/noise/remove/0");
    }

    @Test
    void snapshotsOfTwoProjectsCanBeCompared() {
        UUID other = client.newCommand();
        Functions.Answer here = step(BEFORE, AFTER);
        Functions.Answer there =
                client.newStep(other, "{\"command\": \"x\", \"after\": {\"services_status\": {\"ssh\": \"running\"}}}");
        assertThat(client.get("/v1/snapshots/" + here.text("/before_snapshot_id") + "/diff/"
                                + there.text("/after_snapshot_id"))
                        .expect(200)
                        .text("/summary/services/started/0"))
                .isEqualTo("ssh");
    }

    @Test
    void whatIsMissingIsNamed() {
        String some = "{\"system_info\": 1}";
        Functions.Answer step = client.newStep(command, "{\"command\": \"x\", \"before\": " + some + "}");
        Functions.Answer missing =
                client.get("/v1/steps/" + step.id() + "/state-changes").expect(404);
        assertThat(missing.text("/missing/0")).isEqualTo("after_step");
        assertThat(missing.text("/detail")).contains("after_step").doesNotContain("before_step");
        Functions.Answer neither = client.newStep(command, "{\"command\": \"x\"}");
        assertThat(client.get("/v1/steps/" + neither.id() + "/state-changes")
                        .expect(404)
                        .body()
                        .get("missing"))
                .hasSize(2);
        client.get("/v1/steps/" + UUID.randomUUID() + "/state-changes").expect(404);
        String snapshot = step.text("/before_snapshot_id");
        client.get("/v1/snapshots/" + snapshot + "/diff/" + UUID.randomUUID()).expect(404);
        client.get("/v1/snapshots/" + UUID.randomUUID() + "/diff/" + snapshot).expect(404);
    }

    @Test
    void anotherTenantsSnapshotIsNotThere() {
        Functions.Answer mine = step(BEFORE, AFTER);
        Client other = FUNCTIONS.newTenant();
        String theirs = other.newStep(other.newCommand(), "{\"command\": \"x\", \"before\": {\"system_info\": 1}}")
                .text("/before_snapshot_id");
        String snapshot = mine.text("/before_snapshot_id");
        client.get("/v1/snapshots/" + snapshot + "/diff/" + theirs).expect(404);
        client.get("/v1/snapshots/" + theirs + "/diff/" + snapshot).expect(404);
        other.get("/v1/steps/" + mine.id() + "/state-changes").expect(404);
    }

    @Test
    void changesThatAreTooLargeTogetherAreReadBySection() throws IOException {
        String json =
                "{\"command\": \"x\", \"before\": {\"system_info\": 1}, \"after\": {\"system_info\": \"%s\", \"process_list\": \"%s\"}}"
                        .formatted("x".repeat(2_200_000), "y".repeat(2_200_000));
        String path = "/v1/steps/"
                + client.send("POST", "/v1/commands/" + command + "/steps", zipped(json), "Content-Encoding", "gzip")
                        .expect(201)
                        .id()
                + "/state-changes";
        Functions.Answer refused = client.get(path).expect(413);
        assertThat(refused.text("/detail")).contains("sections");
        assertThat(refused.text("/limit_bytes")).isEqualTo("4194304");
        assertThat(client.get(path + "?sections=process_list").expect(200).text("/patch/0/value"))
                .hasSize(2_200_000);
    }

    private static byte[] zipped(String json) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void aComparisonTakesOneStatementAndReadsNoEqualSection() {
        Functions.Answer step = step(
                "{'system_info': 1, 'services_status': {'mark': '%s'}}".formatted(command),
                "{'system_info': 2, 'services_status': {'mark': '%s'}}".formatted(command));
        // opens the connection, which takes a statement of its own
        client.get(diff(step)).expect(200);
        var statements = StatementCount.in(FUNCTIONS);
        for (String path : List.of(diff(step), "/v1/steps/" + step.id() + "/state-changes")) {
            statements.reset();
            client.get(path).expect(200);
            assertThat(statements.of("waymark_read")).isEqualTo(1);
        }
        // a corrupt body of an equal section stays unnoticed, because it is not read
        corrupt(command.toString());
        client.get(diff(step)).expect(200);
    }

    @Test
    void aCorruptedBodyIsAnIntegrityErrorThatNamesTheSnapshot() {
        String mark = UUID.randomUUID().toString();
        Functions.Answer step = step(
                "{'system_info': '%s', 'process_list': 1}".formatted(mark), "{'system_info': 2, 'process_list': 2}");
        corrupt(mark);
        for (String path : List.of(diff(step), "/v1/steps/" + step.id() + "/state-changes")) {
            Functions.Answer broken = client.get(path).expect(500);
            assertThat(broken.problem()).isEqualTo("integrity-error");
            assertThat(broken.text("/detail"))
                    .contains(step.text("/before_snapshot_id"), "system_info")
                    .doesNotContain("select");
            client.get(path + "?sections=process_list").expect(200);
        }
        JsonNode entry = stepEntries().getFirst();
        assertThat(entry.get("state_changes").isNull()).isTrue();
    }

    /// Changes a stored body behind the back of its check, as a broken disk would.
    private void corrupt(String mark) {
        sql.run(
                "alter table documents drop constraint documents_digest_is_of_the_body",
                "update documents set body = set_byte(body, 3, get_byte(body, 3) # 1) where position(convert_to('%s', 'UTF8') in body) > 0"
                        .formatted(mark),
                "alter table documents add constraint documents_digest_is_of_the_body check (digest = sha256(body)) not valid");
    }

    private List<JsonNode> stepEntries() {
        return Pages.items(client.get("/v1/commands/" + command + "/timeline?limit=500")
                        .expect(200))
                .stream()
                .filter(entry -> entry.has("step"))
                .map(entry -> entry.get("step"))
                .toList();
    }

    @Test
    void theTimelineShowsWhatEachStepChanged() {
        step(BEFORE, AFTER);
        step(BEFORE, BEFORE);
        client.newStep(command, "{\"command\": \"x\", \"before\": {\"system_info\": 1}}");
        List<JsonNode> steps = stepEntries();
        assertThat(steps.get(0).at("/state_changes/services/started/0").asText())
                .isEqualTo("nginx");
        assertThat(steps.get(0).has("state_changes_link")).isFalse();
        assertThat(steps.get(1).get("state_changes").toString()).isEqualTo("{}");
        assertThat(steps.get(2).has("state_changes")).isFalse();
    }

    @Test
    void changesTooLargeForATimelineHaveALink() {
        Consumer<Integer> record =
                bytes -> step("{'system_info': {'a': 1}}", "{'system_info': {'a': '%s'}}".formatted("x".repeat(bytes)));
        record.accept(200_000);
        record.accept(300_000);
        List<JsonNode> steps = stepEntries();
        assertThat(steps.get(0).at("/state_changes/system/changed/0/at").asText())
                .isEqualTo("/a");
        assertThat(steps.get(1).get("state_changes").isNull()).isTrue();
        assertThat(client.get(steps.get(1).get("state_changes_link").asText())
                        .expect(200)
                        .text("/patch/0/path"))
                .isEqualTo("/system_info/a");
    }

    @Test
    void aPageOfATimelineStaysBoundedHoweverManyStepsChangedMuch() {
        for (int i = 0; i < 12; i++) {
            String name = "'" + i + "-" + "n".repeat(10) + "-%d': %d,";
            var before = new StringBuilder("{'resource_usage': {");
            for (int j = 0; j < 8_000; j++) {
                before.append(name.formatted(j, 1));
            }
            String sections = before.append("'end': 1}}").toString();
            step(sections, sections.replace(": 1", ": 2"));
        }
        List<JsonNode> steps = stepEntries();
        assertThat(steps).hasSize(12);
        assertThat(steps.getFirst().get("state_changes").isNull()).isTrue();
    }
}
