package dev.waymark.jobs.sealing;

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

final class SealMessagesTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-seal-messages.json");

    private static final String[] TWO_TENANTS = {"""
        insert into tenants (id, name, created_at)
        select ('00000000-0000-4000-8000-00000000000' || t)::uuid, 't', now() from generate_series(1, 2) t""", """
        insert into conversations (tenant_id, id, external_id, tag, created_at, updated_at, next_position)
        select ('00000000-0000-4000-8000-00000000000' || t)::uuid, gen_random_uuid(), 'c', t, now(), now() - (t - 1) * interval '2 hours', 201
          from generate_series(1, 2) t""", """
        insert into messages (tenant_id, id, conversation_id, created_at, position, role, content_type, content)
        select c.tenant_id, message_id(now(), c.tag, n), c.id, now(), n, 'user', 'text', convert_to('{"text":"message ' || n || '","type":"text"}', 'UTF8')
          from conversations c, generate_series(1, 200) n"""};

    @Test
    void theEventOfTheScheduleSealsWhatIsOldInEveryTenant() throws IOException, SQLException {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(function.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = function.database().inspect();
                    Statement statement = connection.createStatement()) {
                for (String sql : TWO_TENANTS) {
                    statement.execute(sql);
                }

                JsonNode report = function.run(Files.readAllBytes(EVENT));

                assertThat(report.get("job").asText()).isEqualTo("seal-messages");
                assertThat(report.get("finished").asBoolean()).isTrue();
                assertThat(report.get("changed").asInt())
                        .as("of the first all but the newest 64; of the other, which is idle, all but one")
                        .isEqualTo(136 + 199);
                assertThat(number(statement, "select count(*) from messages")).isEqualTo(64 + 1);
                assertThat(number(statement, "select sum(last_position - first_position + 1) from message_segments"))
                        .isEqualTo(136 + 199);
                assertThat(number(statement, "select count(*) from sealing_notes where due_at > now()"))
                        .as("the first is looked at again, the other is done")
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
