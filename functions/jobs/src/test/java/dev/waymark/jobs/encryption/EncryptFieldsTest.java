package dev.waymark.jobs.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.encryption.WrappedKey;
import dev.waymark.jobs.JobsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EncryptFieldsTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-encrypt-fields.json");
    private static final UUID TENANT = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID KEY = UUID.fromString("00000000-0000-4000-8000-000000000002");

    private static final String[] STORED_BEFORE = {"""
        insert into tenants (id, name, created_at, settings)
        values ('%1$s', 't', now(), '{"encryption": {"fields": ["messages.content"]}}')""", """
        insert into conversations (tenant_id, id, external_id, tag, created_at, updated_at, next_position)
        values ('%1$s', gen_random_uuid(), 'c', 1, now(), now(), 301)""", """
        insert into messages (tenant_id, id, conversation_id, created_at, position, role, content_type, content)
        select c.tenant_id, message_id(now(), c.tag, n), c.id, now(), n, 'user', 'text', convert_to('{"text":"message ' || n || '","type":"text"}', 'UTF8')
          from conversations c, generate_series(1, 300) n""", """
        insert into encryption_work (tenant_id, part, after, changed_at, due_at)
        values ('%1$s', '', '', now() - interval '1 hour', now() - interval '1 hour')"""};

    @Test
    void theEventOfTheScheduleEncryptsWhatWasStoredBefore() throws IOException, SQLException {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(function.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = function.database().inspect();
                    Statement statement = connection.createStatement()) {
                for (String sql : STORED_BEFORE) {
                    statement.execute(sql.formatted(TENANT));
                }
                addKey(statement, KEY, true);
                addKey(statement, UUID.randomUUID(), false);

                JsonNode report = function.run(Files.readAllBytes(EVENT));

                assertThat(report.get("job").asText()).isEqualTo("encrypt-fields");
                assertThat(report.get("finished").asBoolean()).isTrue();
                assertThat(report.get("changed").asInt()).isEqualTo(300);
                assertThat(number(
                                statement,
                                "select count(*) from messages where is_encrypted_by(content, '%s')".formatted(KEY)))
                        .isEqualTo(300);
                assertThat(number(statement, "select count(*) from encryption_work"))
                        .as("the change was an hour ago: one walk is enough")
                        .isZero();
                assertThat(number(statement, "select count(*) from encryption_keys where retired_at is not null"))
                        .isEqualTo(1);
                assertThat(function.run(Files.readAllBytes(EVENT))
                                .get("changed")
                                .asInt())
                        .isZero();
            }
        }
    }

    private static void addKey(Statement statement, UUID key, boolean primary) throws SQLException {
        WrappedKey wrapped = WrappedKey.of(TENANT, key, JobsFunction.KEY_FILE);
        statement.execute("""
                insert into encryption_keys (tenant_id, id, is_primary, wrapped_key, wrapped_by, created_at)
                values ('%s', '%s', %s, decode('%s', 'hex'), '%s', now())""".formatted(TENANT, key, primary, wrapped.hex(), wrapped.wrappedBy()));
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
