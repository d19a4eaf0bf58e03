package dev.waymark.jobs.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waymark.jobs.JobsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class CheckIntegrityTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-check-integrity.json");

    private static final String[] THREE_TENANTS = {
        """
        insert into tenants (id, name, created_at)
        select ('00000000-0000-4000-8000-00000000000' || t)::uuid, 't', now() from generate_series(1, 3) t""", """
        insert into projects (tenant_id, id, key, name, created_at, updated_at)
        select ('00000000-0000-4000-8000-00000000000' || t)::uuid, gen_random_uuid(), 'p' || n, 'p', now(), now()
          from generate_series(1, 3) t, generate_series(1, 10) n""", "select make_metric_partitions(now(), now() + interval '92 days')"
    };

    @Test
    void everyTenantIsCheckedOnceAWeekAndTheDamageOfOneKeepsNoOtherFromIt() throws IOException, SQLException {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(function.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = function.database().inspect();
                    Statement statement = connection.createStatement()) {
                for (String sql : THREE_TENANTS) {
                    statement.execute(sql);
                }
                byte[] event = Files.readAllBytes(EVENT);

                assertThat(function.run(event).get("finished").asBoolean()).isTrue();
                assertThat(
                                number(
                                        statement,
                                        "select count(*) from integrity_runs where finished_at is not null and findings = 0 and checked > 10"))
                        .isEqualTo(3);

                statement.execute("update projects set audit_count = 5 where tenant_id::text like '%2' and key = 'p1'");
                assertThat(function.run(event).get("finished").asBoolean())
                        .as("checked this week")
                        .isTrue();
                statement.execute("update integrity_runs set finished_at = now() - interval '7 days'");

                assertThatThrownBy(() -> function.run(event)).hasMessageContaining("1 findings; 0 tenants");
                assertThat(number(
                                statement,
                                "select count(*) from integrity_runs where finished_at > now() - interval '1 day'"))
                        .isEqualTo(3);
                assertThat(number(statement, "select findings from integrity_runs where tenant_id::text like '%2'"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aCheckThatWasCutOffGoesOnWhereItStopped() throws IOException, SQLException {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(function.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = function.database().inspect();
                    Statement statement = connection.createStatement()) {
                for (String sql : THREE_TENANTS) {
                    statement.execute(sql);
                }
                byte[] event = Files.readAllBytes(EVENT);
                function.run(event);
                long whole = number(statement, "select max(checked) from integrity_runs");
                // where agents are looked at, long after projects
                statement.execute(
                        "update integrity_runs set finished_at = null, checked = 1000, place = 'bjYuYWdlbnRz'");

                function.run(event);

                assertThat(number(
                                statement,
                                "select max(checked) - 1000 from integrity_runs where finished_at is not null"))
                        .isPositive()
                        .isLessThan(whole - 10);
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
