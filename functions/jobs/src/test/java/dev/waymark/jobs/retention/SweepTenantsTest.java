package dev.waymark.jobs.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.jobs.JobsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class SweepTenantsTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-sweep.json");

    /// Three tenants with a command that ended 40 days ago, and five snapshots each; the second is being swept by
    /// somebody, and somebody left a sweep of the third.
    private static final String[] ROWS = {"""
            insert into tenants (id, name, created_at)
            select ('00000000-0000-4000-8000-00000000000' || t)::uuid, 't', now() from generate_series(1, 3) t""", """
            insert into projects (tenant_id, id, key, name, created_at, updated_at)
            select id, gen_random_uuid(), 'p', 'p', now(), now() from tenants where name = 't'""", """
            insert into commands (tenant_id, id, project_id, request, status, completed_at, created_at, updated_at)
            select tenant_id, gen_random_uuid(), id, 'x', 'completed', now() - interval '40 days', now(), now() from projects""", """
            insert into documents (tenant_id, digest, body, size_bytes) select id, sha256('{}'), '{}', 2 from tenants where name = 't'""", """
            insert into command_steps (tenant_id, id, command_id, project_id, step_index, step_number, position, step_type, command,
                                       risk_level, status, created_at, updated_at)
            select tenant_id, gen_random_uuid(), id, project_id, n, n + 1, n, 'generated', 'ls', 'low', 'completed', now(), now()
              from commands, generate_series(0, 4) n""", """
            insert into system_state_snapshots (tenant_id, id, command_id, step_id, position, snapshot_type, system_info, captured_at, created_at)
            select tenant_id, gen_random_uuid(), command_id, id, 10 + step_index, 'after_step', sha256('{}'), now() - interval '50 days',
                   now() - interval '50 days'
              from command_steps""", """
            insert into retention_runs (tenant_id, id, lease_until, started_at)
            select ('00000000-0000-4000-8000-00000000000' || t)::uuid, gen_random_uuid(),
                   now() + case t when 2 then interval '1 hour' else interval '-1 hour' end, now() - interval '2 hours'
              from generate_series(2, 3) t"""};

    @Test
    void theEventOfTheScheduleSweepsEveryTenantThatNobodyElseIsAt() throws IOException, SQLException {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(function.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = function.database().inspect();
                    Statement statement = connection.createStatement()) {
                for (String sql : ROWS) {
                    statement.execute(sql);
                }

                JsonNode report = function.run(Files.readAllBytes(EVENT));

                assertThat(report.get("job").asText()).isEqualTo("sweep");
                assertThat(report.get("finished").asBoolean()).isTrue();
                assertThat(report.get("changed").asInt()).isEqualTo(5 + 5);
                assertThat(
                                number(
                                        statement,
                                        "select count(*) from system_state_snapshots where tenant_id = '00000000-0000-4000-8000-000000000002'"))
                        .as("somebody is at that one")
                        .isEqualTo(5);
                assertThat(number(statement, "select count(*) from system_state_snapshots"))
                        .isEqualTo(5);
                assertThat(number(statement, "select count(*) from archives where status = 'kept'"))
                        .isEqualTo(2);
                assertThat(
                                number(
                                        statement,
                                        "select count(*) from retention_runs where tenant_id = '00000000-0000-4000-8000-000000000003'"))
                        .as("a sweep that was left is gone on with")
                        .isEqualTo(1);
                assertThat(function.run(Files.readAllBytes(EVENT))
                                .get("changed")
                                .asInt())
                        .isZero();
            }
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
