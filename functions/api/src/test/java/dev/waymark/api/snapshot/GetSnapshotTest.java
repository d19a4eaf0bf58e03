package dev.waymark.api.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class GetSnapshotTest {
    private static final Functions FUNCTIONS = new Functions();
    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    @Test
    void sectionsNarrowWhatIsRead() {
        Functions.Answer step = client.newStep(
                command,
                "{\"command\": \"ls\", \"after\": {\"system_info\": 1, \"services_status\": {}, \"process_list\": []}}");
        String path = "/v1/snapshots/" + step.text("/after_snapshot_id");
        assertThat(client.get(path + "?sections=process_list")
                        .expect(200)
                        .body()
                        .get("sections")
                        .toString())
                .isEqualTo("{\"process_list\":[]}");
        assertThat(client.get(path + "?sections=process_list,system_info")
                        .expect(200)
                        .body()
                        .get("sections")
                        .toString())
                .isEqualTo("{\"system_info\":1,\"process_list\":[]}");
        client.get(path + "?sections=resource_usage").expect(404);
        assertThat(client.get(path + "?sections=weather").expect(422).text("/errors/0/parameter"))
                .isEqualTo("sections");
    }

    @Test
    void sectionsThatAreTooLargeTogetherAreReadByName() throws IOException {
        String sections = "{\"system_info\": \"%s\", \"process_list\": \"%s\"}"
                .formatted("x".repeat(2_200_000), "y".repeat(2_200_000));
        String json = "{\"command\": \"ls\", \"before\": %s}".formatted(sections);
        Functions.Answer made =
                client.send("POST", "/v1/commands/" + command + "/steps", zipped(json), "Content-Encoding", "gzip");
        String path = "/v1/snapshots/" + made.expect(201).text("/before_snapshot_id");
        Functions.Answer refused = client.get(path).expect(413);
        assertThat(refused.text("/detail")).contains("sections");
        assertThat(client.get(path + "?sections=process_list").expect(200).text("/sections/process_list"))
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
    void equalSectionsAreStoredOnce() {
        Sql sql = Sql.of(FUNCTIONS);
        UUID tenant = UUID.fromString(sql.text("select tenant_id::text from commands where id = ?", command));
        String packages = IntStream.range(0, 300)
                .mapToObj("{\"name\": \"package-%d\", \"version\": \"1.0\"}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
        for (int i = 0; i < 20; i++) {
            client.newStep(
                    command,
                    "{\"command\": \"ls\", \"before\": {\"packages_installed\": %s}, \"after\": {\"packages_installed\": %s, \"resource_usage\": {\"i\": %d}}}"
                            .formatted(packages, packages, i));
        }
        assertThat(sql.number("select count(*) from system_state_snapshots where tenant_id = ?", tenant))
                .isEqualTo(40);
        assertThat(sql.number("select count(*) from documents where tenant_id = ?", tenant))
                .isEqualTo(21);
        assertThat(sql.number(
                        "select count(distinct packages_installed) from system_state_snapshots where tenant_id = ?",
                        tenant))
                .isEqualTo(1);
    }

    @Test
    void tenantsDoNotShareDocuments() {
        Sql sql = Sql.of(FUNCTIONS);
        String body = "{\"mark\": \"%s\"}".formatted(UUID.randomUUID());
        String step = "{\"command\": \"ls\", \"before\": {\"system_info\": %s}}".formatted(body);
        client.newStep(command, step);
        Client other = FUNCTIONS.newTenant();
        other.newStep(other.newCommand(), step);
        assertThat(sql.number(
                        "select count(*) from documents where convert_from(body, 'UTF8') = ?", body.replace(" ", "")))
                .isEqualTo(2);
    }

    @Test
    void aCorruptedBodyIsAnIntegrityErrorThatNamesTheSnapshot() {
        String mark = UUID.randomUUID().toString();
        String id = client.newStep(
                        command,
                        "{\"command\": \"ls\", \"agent_config\": {\"of\": \"%1$s\"}, \"before\": {\"system_info\": \"%1$s\", \"process_list\": []}}"
                                .formatted(mark))
                .text("/before_snapshot_id");
        corrupt(mark);
        Functions.Answer broken = client.get("/v1/snapshots/" + id).expect(500);
        assertThat(broken.problem()).isEqualTo("integrity-error");
        assertThat(broken.text("/detail")).contains(id).contains("system_info").doesNotContain("select");
        client.get("/v1/snapshots/" + id + "?sections=process_list").expect(200);
        String step = "/v1/steps/"
                + client.get("/v1/snapshots/" + id + "?sections=process_list").text("/step_id");
        assertThat(client.get(step + "?expand=snapshots").expect(500).text("/detail"))
                .contains(id);
        assertThat(client.get(step + "?expand=agent_config").expect(500).problem())
                .isEqualTo("integrity-error");
        client.get(step).expect(200);
    }

    /// Changes a stored body behind the back of its check, as a broken disk would.
    private void corrupt(String mark) {
        Sql.of(FUNCTIONS)
                .run(
                        "alter table documents drop constraint documents_digest_is_of_the_body",
                        "update documents set body = set_byte(body, 3, get_byte(body, 3) # 1) where position(convert_to('%s', 'UTF8') in body) > 0"
                                .formatted(mark),
                        "alter table documents add constraint documents_digest_is_of_the_body check (digest = sha256(body)) not valid");
    }
}
