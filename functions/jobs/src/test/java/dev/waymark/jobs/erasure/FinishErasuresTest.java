package dev.waymark.jobs.erasure;

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

final class FinishErasuresTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-finish-erasures.json");

    /// Two tenants with a conversation of u1's each; the first has begun to erase u1, and the operator has begun to
    /// delete
    /// a third one.
    private static final String ROWS = """
            insert into tenants (id, name, created_at)
            values ('00000000-0000-7000-8000-000000000001', 'a', now()), ('00000000-0000-7000-8000-000000000002', 'b', now()),
                   ('00000000-0000-7000-8000-000000000003', 'c', now());
            insert into conversations (tenant_id, id, external_id, tag, user_id, created_at, updated_at)
            select id, id, 'c', 1, 'u1', now(), now() from tenants where name in ('a', 'b', 'c');
            set role waymark_keep;
            set waymark.tenant_id = '00000000-0000-7000-8000-000000000001';
            select begin_erasure('end_user', 'u1', gen_random_uuid(), now() - interval '2 minutes');
            select begin_erasure('end_user', 'u2', gen_random_uuid(), now());
            set waymark.tenant_id = '00000000-0000-0000-0000-000000000000';
            set waymark.operator = 'on';
            select begin_tenant_erasure('00000000-0000-7000-8000-000000000003', gen_random_uuid(), now() - interval '2 minutes');
            reset role;
            """;

    @Test
    void whatSomebodyBeganIsFinishedForEachTenantAsItsCaller() throws IOException, SQLException {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(
                    function.database().inspectsEveryRow(),
                    "skipped: this server shows nobody the rows of every tenant");
            try (Connection connection = function.database().inspect();
                    Statement statement = connection.createStatement()) {
                statement.execute(ROWS);

                JsonNode report = function.run(Files.readAllBytes(EVENT));

                assertThat(report.get("job").asText()).isEqualTo("finish-erasures");
                assertThat(report.get("changed").asLong()).isEqualTo(2);
                assertThat(report.get("finished").asBoolean()).isTrue();
                assertThat(text(statement, "select string_agg(tenant_id::text, ' ') from conversations"))
                        .isEqualTo("00000000-0000-7000-8000-000000000002");
                assertThat(
                                text(
                                        statement,
                                        "select string_agg(name, ' ' order by name) from tenants where name in ('a', 'b', 'c')"))
                        .isEqualTo("a b");
                assertThat(text(
                                statement,
                                "select count(*) || ' ' || count(subject) || ' ' || max(subject) from erasures"))
                        .as("the one that has just begun is left to whoever began it")
                        .isEqualTo("3 1 u2");
                assertThat(function.run(Files.readAllBytes(EVENT))
                                .get("changed")
                                .asLong())
                        .isZero();
            }
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
