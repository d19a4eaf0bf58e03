package dev.waymark.api.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.archive.FolderStore;
import dev.waymark.archive.WrittenArchive;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What is told of archives, and what becomes of one that is not as it should be.
final class ArchivesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String SNAPSHOTS = "system_state_snapshots";

    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();
    private final Shelf shelf = new Shelf(FUNCTIONS, "commands", command);

    /// An archive with one baseline.
    private UUID archived() {
        UUID snapshot = client.post(
                        "/v1/commands/" + client.newCommand() + "/snapshots",
                        "{\"snapshot_type\": \"baseline\", \"sections\": {\"system_info\": {}}}")
                .expect(201)
                .id();
        return shelf.archive(
                SNAPSHOTS,
                shelf.lines(SNAPSHOTS, "id = '" + snapshot + "'"),
                List.of("delete from system_state_snapshots where id = '" + snapshot + "'"));
    }

    private Path object(UUID archive) {
        return Functions.ARCHIVES.resolve(
                client.get("/v1/archives/" + archive).expect(200).text("/object_key"));
    }

    @Test
    void anArchiveNamesWhatItHolds() throws IOException {
        UUID archive = archived();
        Functions.Answer shown = client.get("/v1/archives/" + archive).expect(200);
        assertThat(shown.text("/kind")).isEqualTo(SNAPSHOTS);
        assertThat(shown.text("/status")).isEqualTo("kept");
        assertThat(shown.body().get("rows").asInt()).isEqualTo(1);
        assertThat(shown.body().at("/tables/system_state_snapshots").asInt()).isEqualTo(1);
        assertThat(shown.text("/from_at")).isEqualTo("2026-01-01T00:00:00.000000Z");
        assertThat(shown.body().get("restored_at").isNull()).isTrue();
        assertThat(shown.text("/object_key"))
                .matches(shelf.tenant() + "/system_state_snapshots/\\d{4}/\\d{2}/" + archive + "\\.ndjson\\.zst");
        assertThat(Files.size(object(archive)))
                .isEqualTo(shown.body().get("size_bytes").asLong());
        assertThat(shelf.number("select count(*) from audit_events where action = 'archive.kept' and subject_id = '"
                        + archive + "'"))
                .isEqualTo(1);
    }

    @Test
    void aKindThatIsNoneIsRefusedWithTheKindsThereAre() {
        assertThat(client.get("/v1/archives?kind=zzz")
                        .expect(422)
                        .body()
                        .at("/errors/0/detail")
                        .asText())
                .startsWith("must be one of system_state_snapshots, step_evaluations, ")
                .endsWith("agent_metrics");
    }

    @Test
    void theListIsPagedAndNarrowed() {
        List<String> newest = List.of(archived(), archived(), archived()).reversed().stream()
                .map(UUID::toString)
                .toList();
        Functions.Answer page = client.get("/v1/archives?limit=2").expect(200);
        assertThat(Pages.texts(Pages.items(page), "/id")).isEqualTo(newest.subList(0, 2));
        assertThat(Pages.texts(
                        Pages.items(client.get("/v1/archives?limit=2&cursor=" + page.text("/next_cursor"))), "/id"))
                .isEqualTo(newest.subList(2, 3));
        assertThat(Pages.items(client.get("/v1/archives?kind=system_state_snapshots")))
                .hasSize(3);
        assertThat(Pages.items(client.get("/v1/archives?kind=step_evaluations")))
                .isEmpty();
        assertThat(Pages.items(client.get("/v1/archives?from=2026-01-15T00:00:00Z")))
                .hasSize(3);
        assertThat(Pages.items(client.get("/v1/archives?from=2026-03-01T00:00:00Z")))
                .isEmpty();
        assertThat(Pages.items(client.get("/v1/archives?to=2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void anotherTenantsArchiveIsNotThere() {
        UUID archive = archived();
        Client other = FUNCTIONS.newTenant();
        other.get("/v1/archives/" + archive).expect(404);
        other.post("/v1/archives/" + archive + "/restore", "").expect(404);
        assertThat(Pages.items(other.get("/v1/archives"))).isEmpty();
    }

    @Test
    void restrictedKeysAreRefused() {
        Client user = client.withKey("{\"name\": \"u\", \"scopes\": [\"read\", \"write\"], \"user_id\": \"u1\"}");
        user.get("/v1/archives").expect(403);
        user.post("/v1/archives/" + archived() + "/restore", "").expect(403);
    }

    @Test
    void aDamagedObjectBringsNothingBack() throws IOException {
        UUID archive = archived();
        Path object = object(archive);
        byte[] whole = Files.readAllBytes(object);
        for (byte[] damaged : damages(whole)) {
            Files.write(object, damaged);
            refusesToRestore(archive, "integrity-error");
        }
        Files.delete(object);
        refusesToRestore(archive, "integrity-error");
        assertThatThrownBy(() -> shelf.as(() -> {
                    shelf.archiving().verify(archive);
                    return true;
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.INTEGRITY_ERROR));

        Files.write(object, whole);
        client.post("/v1/archives/" + archive + "/restore", "").expect(200);
    }

    private static List<byte[]> damages(byte[] whole) {
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= (byte) 1;
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        return List.of(flipped, longer, Arrays.copyOf(whole, whole.length - 1), new byte[0]);
    }

    private void refusesToRestore(UUID archive, String problem) {
        Functions.Answer refused =
                client.post("/v1/archives/" + archive + "/restore", "").expect(500);
        assertThat(refused.problem()).isEqualTo(problem);
        assertThat(refused.text("/detail")).contains(archive.toString());
        assertThat(shelf.number("select count(*) from system_state_snapshots where archive_id = '" + archive + "'"))
                .isZero();
        assertThat(client.get("/v1/archives/" + archive)
                        .body()
                        .get("restored_at")
                        .isNull())
                .isTrue();
    }

    @Test
    void anotherTenantsObjectInItsPlaceIsSeen() throws IOException {
        UUID archive = archived();
        ArchivesTest other = new ArchivesTest();
        Files.copy(other.object(other.archived()), object(archive), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refusesToRestore(archive, "integrity-error");
    }

    @Test
    void aRowCannotNameAnotherTenantsObject() {
        String key = new ArchivesTest().keyOf();
        UUID archive = archived();
        assertThatThrownBy(() -> shelf.run(
                        List.of("update archives set object_key = '%s' where id = '%s'".formatted(key, archive))))
                .hasMessageContaining("archives_key_is_of_the_tenant");
    }

    private String keyOf() {
        return client.get("/v1/archives/" + archived()).expect(200).text("/object_key");
    }

    @Test
    void whatALineSaysOfItsTenantDoesNotCount() {
        ArchivesTest other = new ArchivesTest();
        UUID snapshot = UUID.randomUUID();
        String line = """
                {"table": "system_state_snapshots", "row": {"tenant_id": "%s", "id": "%s", "command_id": "%s", "step_id": null, "position": 7,
                 "snapshot_type": "baseline", "system_info": "\\\\x%s", "captured_at": "2026-01-01T00:00:00Z", "created_at": "2026-01-01T00:00:00Z"}}""".formatted(other.shelf.tenant(), snapshot, command, "00".repeat(32));
        UUID archive = shelf.archive(SNAPSHOTS, List.of(line), List.of());
        client.post("/v1/archives/" + archive + "/restore", "").expect(200);
        assertThat(shelf.text("select tenant_id from system_state_snapshots where id = '" + snapshot + "'"))
                .isEqualTo(shelf.tenant().toString());
    }

    @Test
    void rowsOfATableThatNoArchiveHasAreRefused() {
        UUID archive = shelf.archive(
                SNAPSHOTS,
                List.of("{\"table\": \"api_keys\", \"row\": {\"id\": \"%s\"}}".formatted(UUID.randomUUID())),
                List.of());
        refusesToRestore(archive, "integrity-error");
    }

    @Test
    void anArchiveThatIsBeingWrittenIsNotRestoredYet() {
        WrittenArchive written = written(shelf);
        client.post("/v1/archives/" + written.id() + "/restore", "").expect(409);
        assertThat(client.get("/v1/archives/" + written.id()).text("/status")).isEqualTo("writing");
        shelf.as(() -> {
            shelf.archiving().giveUp(written);
            return true;
        });
        client.get("/v1/archives/" + written.id()).expect(404);
        client.post("/v1/archives/" + written.id() + "/restore", "").expect(404);
        assertThat(new FolderStore(Functions.ARCHIVES).get(written.objectKey())).isEmpty();
    }

    private static WrittenArchive written(Shelf shelf) {
        return shelf.as(() -> shelf.archiving()
                .write(SNAPSHOTS, List.of("{\"table\": \"documents\", \"row\": {}}"), Shelf.FROM, Shelf.TO, List.of()));
    }

    @Test
    void anErasedArchiveIsGone() {
        UUID archive = shelf.archive(SNAPSHOTS, List.of("{\"table\": \"documents\", \"row\": {}}"), List.of(), "u1");
        Path object = object(archive);
        assertThat(object).exists();
        assertThat(shelf.as(() -> shelf.archiving().forget("u1"))).isEqualTo(1);
        assertThat(object).doesNotExist();
        client.post("/v1/archives/" + archive + "/restore", "").expect(410);
        Functions.Answer erased = client.get("/v1/archives/" + archive).expect(200);
        assertThat(erased.text("/status")).isEqualTo("erased");
        assertThat(erased.body().get("user_ids")).isEmpty();
        assertThat(shelf.as(() -> shelf.archiving().forget("u1"))).isZero();
    }

    @Test
    void badInputIsTold() {
        client.get("/v1/archives?limit=0").expect(422);
        client.get("/v1/archives?cursor=x").expect(422);
        client.get("/v1/archives/x").expect(422);
        client.post("/v1/archives/" + UUID.randomUUID() + "/restore", "").expect(404);
    }
}
