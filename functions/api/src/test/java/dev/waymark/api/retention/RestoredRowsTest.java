package dev.waymark.api.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Functions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What came back from an archive leaves again once it has been there for as long as its kind stays.
final class RestoredRowsTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final List<String> KINDS =
            List.of("system_state_snapshots", "step_evaluations", "execution_results");

    private final OldWork work = new OldWork(FUNCTIONS);

    private JsonNode archives() {
        return work.client.get("/v1/archives").expect(200).body().get("items");
    }

    private void restoreAll() {
        for (JsonNode archive : archives()) {
            work.client
                    .post("/v1/archives/" + archive.get("id").asText() + "/restore", "")
                    .expect(200);
        }
    }

    private void restoredLongAgo() {
        work.sql()
                .run("update archives set restored_at = restored_at - interval '800 days' where tenant_id = '"
                        + work.tenant + "'");
    }

    private String figures() {
        return work.sql().text("""
                        select (select json_agg(d order by d.day) from evaluation_daily d where d.tenant_id = t.id)::text
                               || (select json_agg(d order by d.day) from step_daily d where d.tenant_id = t.id)::text
                               || (select string_agg(s.kept_evaluation_type, ',' order by s.step_number)
                                     from command_steps s where s.tenant_id = t.id)
                          from tenants t where t.id = ?
                        """, work.tenant);
    }

    @Test
    void itLeavesAgainWithoutASecondCopyAndComesBackAgain() {
        work.add(2).age(800);
        String step = "/v1/steps/" + work.steps.getFirst();
        JsonNode result = work.client.get(step).body().get("execution_result");
        work.sweep();
        JsonNode archives = archives();
        assertThat(archives.findValuesAsText("kind")).containsExactlyInAnyOrderElementsOf(KINDS);
        String figures = figures();

        for (int round = 0; round < 2; round++) {
            restoreAll();
            assertThat(work.count("system_state_snapshots")).isEqualTo(5);
            assertThat(work.count("step_evaluations")).isEqualTo(4);
            assertThat(work.client.get(step).body().get("execution_result")).isEqualTo(result);
            work.sweep();
            assertThat(work.count("system_state_snapshots"))
                    .as("it has just come back")
                    .isEqualTo(5);

            restoredLongAgo();
            Functions.Answer run = work.sweep();
            assertThat(OldWork.figure(run, "system_state_snapshots", "deleted")).isEqualTo(5);
            assertThat(OldWork.figure(run, "step_evaluations", "deleted")).isEqualTo(4);
            assertThat(OldWork.figure(run, "execution_results", "deleted")).isEqualTo(2);
            for (String kind : KINDS) {
                assertThat(OldWork.figure(run, kind, "archived")).isZero();
            }
            assertThat(work.count("system_state_snapshots")).isZero();
            assertThat(work.count("step_evaluations")).isZero();
            assertThat(work.client.get(step).body().get("execution_result").isNull())
                    .isTrue();
            assertThat(archives()).as("the archives are what they were").isEqualTo(archives);
            assertThat(figures()).as("and so is what stays").isEqualTo(figures);
        }
    }

    @Test
    void itStaysWhereItsArchiveIsDamaged() throws IOException {
        work.add(1).age(31);
        work.sweep();
        restoreAll();
        restoredLongAgo();
        Files.write(
                Functions.ARCHIVES.resolve(archives().at("/0/object_key").asText()),
                "rot".getBytes(StandardCharsets.UTF_8));
        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(run, "system_state_snapshots", "failed")).isEqualTo(1);
        assertThat(OldWork.figure(run, "system_state_snapshots", "deleted")).isZero();
        assertThat(work.count("system_state_snapshots")).isEqualTo(3);
    }

    @Test
    void whatIsNewBesideItStays() {
        work.add(1).age(100);
        work.sweep();
        restoreAll();
        restoredLongAgo();
        work.evaluate(work.steps.getFirst(), "failure");
        assertThat(OldWork.figure(work.sweep(), "step_evaluations", "deleted")).isEqualTo(2);
        assertThat(work.count("step_evaluations")).isEqualTo(1);
    }
}
