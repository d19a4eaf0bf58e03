package dev.waymark.api.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.archive.ArchiveRestoring;
import dev.waymark.archive.FolderStore;
import dev.waymark.archive.ObjectAsleepException;
import dev.waymark.archive.ObjectStore;
import dev.waymark.document.StoredResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What went to an archive comes back, and is read as before.
final class RestoredArchivesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String STEP = """
            {"command": "ls", "status": "completed", "exit_code": 0, "execution_result": {"stdout": "a\\u0000b", "n": 9007199254740993},
             "before": {"system_info": {"os": "Debian \\ud83d\\ude00", "n": 1}, "services_status": {"ssh": "stopped"}},
             "after": {"system_info": {"os": "Debian \\ud83d\\ude00", "n": 1}, "services_status": {"ssh": "running"}}}""";

    private final Client client = FUNCTIONS.newTenant();
    private final UUID command = client.newCommand();
    private final Functions.Answer step = client.newStep(command, STEP);
    private final String snapshot = "/v1/snapshots/" + step.text("/after_snapshot_id");
    private final Shelf shelf = new Shelf(FUNCTIONS, "commands", command);

    private UUID archivedSnapshots() {
        List<String> lines = new ArrayList<>(shelf.lines("system_state_snapshots", "command_id = '" + command + "'"));
        lines.addAll(shelf.lines("documents", "true"));
        return shelf.archive(
                "system_state_snapshots",
                lines,
                List.of(
                        "delete from system_state_snapshots where command_id = '" + command + "'",
                        "delete from documents where tenant_id = current_tenant()"));
    }

    @Test
    void aRestoredSnapshotEqualsTheOriginal() {
        Functions.Answer before = client.get(snapshot).expect(200);
        Functions.Answer timeline =
                client.get("/v1/commands/" + command + "/timeline").expect(200);
        Functions.Answer changes =
                client.get("/v1/steps/" + step.id() + "/state-changes").expect(200);
        String rows = shelf.text(rowsOf("system_state_snapshots"));

        UUID archive = archivedSnapshots();
        client.get(snapshot).expect(404);
        Functions.Answer restored =
                client.post("/v1/archives/" + archive + "/restore", "").expect(200);

        assertThat(restored.body().get("restored_at").isNull()).isFalse();
        assertThat(restored.text("/restored_rows")).isEqualTo(restored.text("/rows"));
        assertThat(client.get(snapshot)).isEqualTo(before);
        assertThat(client.get("/v1/commands/" + command + "/timeline")).isEqualTo(timeline);
        assertThat(client.get("/v1/steps/" + step.id() + "/state-changes")).isEqualTo(changes);
        assertThat(shelf.text(rowsOf("system_state_snapshots"))).isEqualTo(rows);
        assertThat(shelf.number("select count(*) from system_state_snapshots where archive_id = '" + archive + "'"))
                .isEqualTo(2);
    }

    private String rowsOf(String table) {
        return "select json_agg(to_jsonb(t) - 'archive_id' order by id) from %s t where command_id = '%s'"
                .formatted(table, command);
    }

    @Test
    void restoredEvaluationsAreReadAsBefore() {
        client.post("/v1/steps/" + step.id() + "/evaluations", "{}").expect(201);
        String path = "/v1/steps/" + step.id() + "/evaluations";
        Functions.Answer before = client.get(path).expect(200);
        List<String> lines = new ArrayList<>(shelf.lines("step_evaluations", "true"));
        lines.addAll(shelf.lines("documents", "true"));

        UUID archive = shelf.archive(
                "step_evaluations", lines, List.of("delete from step_evaluations where tenant_id = current_tenant()"));
        assertThat(client.get(path).body().get("items")).isEmpty();
        client.post("/v1/archives/" + archive + "/restore", "").expect(200);

        assertThat(client.get(path)).isEqualTo(before);
    }

    @Test
    void aRestoredCheckpointIsReadAsBefore() {
        String checkpoints = "/v1/agents/coder/threads/main/checkpoints";
        UUID first = client.post(
                        checkpoints, "{\"state\": {\"a\": \"" + "x".repeat(5_000) + "\"}, \"metadata\": {\"n\": 1}}")
                .expect(201)
                .id();
        UUID second = client.post(
                        checkpoints,
                        "{\"base_checkpoint_id\": \"%s\", \"set\": {\"b\": 2}, \"writes\": [{\"task_id\": \"t\", \"index\": 0, \"key\": \"k\", \"value\": 1}]}"
                                .formatted(first))
                .expect(201)
                .id();
        Functions.Answer before = client.get("/v1/checkpoints/" + second).expect(200);
        List<String> lines = new ArrayList<>(shelf.lines("checkpoint_writes", "true"));
        lines.addAll(shelf.lines("state_checkpoints", "id = '" + second + "'"));
        lines.addAll(shelf.lines("packs", "true"));

        UUID archive = shelf.archive(
                "archive_checkpoints",
                lines,
                List.of(
                        "delete from state_checkpoints where id = '" + second + "'",
                        "delete from packs where tenant_id = current_tenant()"));
        client.get("/v1/checkpoints/" + second).expect(404);
        client.post("/v1/archives/" + archive + "/restore", "").expect(200);

        assertThat(client.get("/v1/checkpoints/" + second)).isEqualTo(before);
    }

    private UUID archivedResult() {
        return shelf.archive(
                "execution_results",
                shelf.texts("""
                        select json_build_object('table', 'command_steps', 'row',
                                 json_build_object('id', id, 'command_id', command_id, 'execution_result', execution_result,
                                                   'plain_result_bytes', plain_result_bytes))::text
                          from command_steps where command_id = '%s'""".formatted(command)),
                List.of(
                        "update command_steps set execution_result = null, plain_result_bytes = null, result_archive_id = '<archive>' where command_id = '%s'"
                                .formatted(command)));
    }

    @Test
    void anArchivedResultSaysWhereItIsWhereverTheStepIsShown() {
        UUID archive = archivedResult();
        String pointer = "{\"archive_id\":\"%1$s\",\"restore\":\"/v1/archives/%1$s/restore\"}".formatted(archive);
        String byNumber =
                "/v1/projects/" + client.get("/v1/commands/" + command).text("/project") + "/steps";
        for (String pathAndPointer : List.of(
                "/v1/steps/" + step.id() + " ",
                byNumber + "/S1 ",
                byNumber + " /items/0",
                "/v1/commands/" + command + "/steps /items/0",
                "/v1/commands/" + command + "/timeline /items/" + placeOfTheStep() + "/step")) {
            String[] parts = pathAndPointer.split(" ", 2);
            JsonNode shown = client.get(parts[0]).expect(200).body().at(parts[1]);
            assertThat(shown.path("execution_result").isNull()
                            || shown.path("execution_result").isMissingNode())
                    .as(parts[0])
                    .isTrue();
            assertThat(shown.path("execution_archive").toString()).as(parts[0]).isEqualTo(pointer);
        }
    }

    /// Its snapshots may stand before it.
    private int placeOfTheStep() {
        JsonNode items = client.get("/v1/commands/" + command + "/timeline")
                .expect(200)
                .body()
                .get("items");
        for (int place = 0; place < items.size(); place++) {
            if (items.get(place).get("kind").asText().equals("step")) {
                return place;
            }
        }
        throw new AssertionError("no step in " + items);
    }

    @Test
    void anArchivedResultIsReadWhereItIsWhenAskedFor() {
        String path = "/v1/steps/" + step.id();
        Functions.Answer before = client.get(path).expect(200);
        UUID archive = archivedResult();
        Functions.Answer read = client.get(path + "?expand=execution_result").expect(200);
        assertThat(read.body().get("execution_result")).isEqualTo(before.body().get("execution_result"));
        assertThat(client.get(path).body().get("execution_result").isNull())
                .as("it stays in its archive")
                .isTrue();
        client.get("/v1/commands/" + command + "/steps?expand=execution_result").expect(422);
        client.post("/v1/archives/" + archive + "/restore", "").expect(200);
        assertThat(client.get(path + "?expand=execution_result")).isEqualTo(before);
    }

    @Test
    void aRestoredResultIsReadAsBefore() {
        Functions.Answer before = client.get("/v1/steps/" + step.id()).expect(200);
        UUID archive = archivedResult();
        client.post("/v1/archives/" + archive + "/restore", "").expect(200);
        assertThat(client.get("/v1/steps/" + step.id())).isEqualTo(before);
    }

    @Test
    void aResultThatWasPackedBeforeItLeftIsReadAsBefore() {
        String path = "/v1/steps/" + step.id();
        Functions.Answer before = client.get(path).expect(200);
        byte[] plain = before.body().get("execution_result").toString().getBytes(StandardCharsets.UTF_8);
        shelf.run(List.of("update command_steps set execution_result = '\\x%s', plain_result_bytes = %d where id = '%s'"
                .formatted(HexFormat.of().formatHex(StoredResult.packed(plain)), plain.length, step.id())));
        UUID archive = archivedResult();
        assertThat(client.get(path + "?expand=execution_result").body().get("execution_result"))
                .isEqualTo(before.body().get("execution_result"));
        client.post("/v1/archives/" + archive + "/restore", "").expect(200);
        assertThat(client.get(path)).isEqualTo(before);
        assertThat(shelf.number("select plain_result_bytes from command_steps where id = '" + step.id() + "'"))
                .isEqualTo(plain.length);
    }

    @Test
    void whatWasDeletedMeanwhileDoesNotComeBackAndTheRestDoes() {
        UUID archive = archivedSnapshots();
        client.delete("/v1/commands/" + command, "If-Match", "*").expect(204);
        Functions.Answer restored =
                client.post("/v1/archives/" + archive + "/restore", "").expect(200);
        assertThat(restored.body().get("restored_rows").asInt())
                .as("the documents alone")
                .isEqualTo(restored.body().at("/tables/documents").asInt());
        assertThat(shelf.number("select count(*) from system_state_snapshots where command_id = '" + command + "'"))
                .isZero();
    }

    @Test
    void whatIsThereStaysAsItIs() {
        UUID archive = archivedSnapshots();
        Functions.Answer newer = client.post(
                        "/v1/steps/" + step.id() + "/snapshots",
                        "{\"snapshot_type\": \"after_step\", \"sections\": {\"system_info\": {\"newer\": true}}}")
                .expect(201);
        client.post("/v1/archives/" + archive + "/restore", "").expect(200);
        client.get("/v1/snapshots/" + newer.id()).expect(200);
        client.get(snapshot).expect(404);
        client.get("/v1/snapshots/" + step.text("/before_snapshot_id")).expect(200);
    }

    @Test
    void aSecondRestoreChangesNothing() {
        UUID archive = archivedSnapshots();
        String path = "/v1/archives/" + archive + "/restore";
        Functions.Answer first = client.post(path, "").expect(200);
        assertThat(client.post(path, "").expect(200)).isEqualTo(first);
        assertThat(client.get("/v1/archives/" + archive).body()).isEqualTo(first.body());
        assertThat(shelf.number("select count(*) from audit_events where action = 'archive.restored' and subject_id = '"
                        + archive + "'"))
                .isEqualTo(1);
    }

    @Test
    void aRestoreThatDiedIsFinishedByWhoeverClearsUp() {
        UUID archive = archivedSnapshots();
        var store = new DyingStore(new FolderStore(Functions.ARCHIVES), 1, false);
        assertThatThrownBy(() -> shelf.as(() -> shelf.restoring().on(store).restore(archive)))
                .isInstanceOf(DyingStore.Death.class);
        Functions.Answer waiting = client.get("/v1/archives/" + archive).expect(200);
        assertThat(waiting.body().get("restore_requested_at").isNull()).isFalse();
        assertThat(waiting.body().get("restored_at").isNull()).isTrue();

        shelf.as(() -> shelf.archiving().clearUnfinished());

        client.get(snapshot).expect(200);
        assertThat(client.get("/v1/archives/" + archive)
                        .body()
                        .get("restored_at")
                        .isNull())
                .isFalse();
    }

    @Test
    void whatStorageHasToBringUpFirstIsAcceptedAndComesBackLater() {
        UUID archive = archivedSnapshots();
        ObjectStore asleep = new DyingStore(new FolderStore(Functions.ARCHIVES), Integer.MAX_VALUE, false) {
            @Override
            public Optional<byte[]> get(String key) {
                throw new ObjectAsleepException(key);
            }
        };
        ArchiveRestoring.Outcome outcome =
                shelf.as(() -> shelf.restoring().on(asleep).restore(archive));
        assertThat(outcome.archive().restoredAt()).isNull();
        assertThat(outcome.archive().restoreRequestedAt()).isNotNull();
        client.get(snapshot).expect(404);
        shelf.as(() -> shelf.archiving().clearUnfinished());
        client.get(snapshot).expect(200);
    }

    @Test
    void theSameKeyReplaysTheAnswer() {
        String path = "/v1/archives/" + archivedSnapshots() + "/restore";
        Functions.Answer first = client.post(path, "", "Idempotency-Key", "k").expect(200);
        Functions.Answer again = client.post(path, "", "Idempotency-Key", "k").expect(200);
        assertThat(again.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void ofTwoRestoresAtOnceOneDoesIt() throws Exception {
        UUID archive = archivedSnapshots();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Functions.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                answers.add(threads.submit(() -> client.post("/v1/archives/" + archive + "/restore", "")));
            }
            assertThat(answers.get(0).get().expect(200).body())
                    .isEqualTo(answers.get(1).get().expect(200).body());
        }
        client.get(snapshot).expect(200);
        assertThat(shelf.number("select count(*) from audit_events where action = 'archive.restored' and subject_id = '"
                        + archive + "'"))
                .isEqualTo(1);
    }
}
