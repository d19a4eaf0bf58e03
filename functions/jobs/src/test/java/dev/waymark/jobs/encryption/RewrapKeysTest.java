package dev.waymark.jobs.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.encryption.KeyFiles;
import dev.waymark.encryption.WrappedKey;
import dev.waymark.jobs.JobsFunction;
import dev.waymark.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another key-encryption key: the job wraps every key of every tenant anew, and then the old one may
/// go.
final class RewrapKeysTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-encrypt-fields.json");
    private static final String MESSAGE = "{\"text\":\"said\",\"type\":\"text\"}";

    private final UUID tenant = UUID.randomUUID();
    private final UUID key = UUID.randomUUID();
    private final UUID retired = UUID.randomUUID();

    @TempDir
    Path folder;

    @Test
    void keysAreWrappedAnewAndReadWhatTheyHaveWritten() throws IOException, SQLException, GeneralSecurityException {
        Path file = folder.resolve("encryption.key");
        try (TestDatabase database = TestDatabase.create()) {
            assumeTrue(database.inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = database.inspect();
                    Statement statement = connection.createStatement()) {
                begin(statement, file.toString());
                assertThat(run(database, file).get("changed").asInt()).isEqualTo(1);
                assertThat(number(statement, "select count(*) from messages where is_encrypted_by(content, '%s')"))
                        .isEqualTo(1);
                String before = text(statement, "select min(wrapped_by) from encryption_keys");

                assertThat(run(database, file).get("changed").asInt())
                        .as("nothing is wrapped anew for nothing")
                        .isZero();
                KeyFiles.rotate(file);
                assertThat(run(database, file).get("changed").asInt())
                        .as("both keys, the retired one too: archives may need it")
                        .isEqualTo(2);
                assertThat(text(statement, "select string_agg(distinct wrapped_by, ',') from encryption_keys"))
                        .startsWith("local:")
                        .doesNotContain(before);
                assertThat(number(statement, "select count(*) from encryption_keys where rewrapped_at is not null"))
                        .isEqualTo(2);

                KeyFiles.forgetOthers(file);
                statement.execute("update tenants set settings = '{}'");
                due(statement);
                assertThat(run(database, file).get("changed").asInt()).isEqualTo(1);
                assertThat(text(statement, "select convert_from(content, 'UTF8') from messages"))
                        .isEqualTo(MESSAGE);
            }
        }
    }

    @Test
    void aKeyThatTheNewOneCannotUnwrapIsLeftAsItIs() throws IOException, SQLException, GeneralSecurityException {
        Path file = folder.resolve("encryption.key");
        try (TestDatabase database = TestDatabase.create()) {
            assumeTrue(database.inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = database.inspect();
                    Statement statement = connection.createStatement()) {
                begin(statement, file.toString());
                String wrapped =
                        "select string_agg(wrapped_by || encode(wrapped_key, 'hex'), ',' order by id) from encryption_keys";
                String before = text(statement, wrapped);
                Files.delete(file);
                assertThatThrownBy(() -> run(database, file)).hasMessageContaining("could not be encrypted anew");
                assertThat(text(statement, wrapped)).isEqualTo(before);
                assertThat(text(statement, "select convert_from(content, 'UTF8') from messages"))
                        .isEqualTo(MESSAGE);
            }
        }
    }

    /// A new start of the function, which has read the file anew.
    private static JsonNode run(TestDatabase database, Path file) throws IOException {
        try (JobsFunction function = new JobsFunction(database, file)) {
            return function.run(Files.readAllBytes(EVENT));
        }
    }

    private void begin(Statement statement, String file) throws SQLException {
        statement.execute("""
                insert into tenants (id, name, created_at, settings)
                values ('%s', 't', now(), '{"encryption": {"fields": ["messages.content"]}}')""".formatted(tenant));
        statement.execute("""
                insert into conversations (tenant_id, id, external_id, tag, created_at, updated_at, next_position)
                values ('%s', gen_random_uuid(), 'c', 1, now(), now(), 2)""".formatted(tenant));
        statement.execute("""
                insert into messages (tenant_id, id, conversation_id, created_at, position, role, content_type, content)
                select c.tenant_id, message_id(now(), c.tag, 1), c.id, now(), 1, 'user', 'text', convert_to('%s', 'UTF8') from conversations c""".formatted(MESSAGE));
        add(statement, key, true, file);
        add(statement, retired, false, file);
        due(statement);
    }

    private void add(Statement statement, UUID id, boolean primary, String file) throws SQLException {
        WrappedKey wrapped = WrappedKey.of(tenant, id, file);
        statement.execute(
                """
                insert into encryption_keys (tenant_id, id, is_primary, wrapped_key, wrapped_by, created_at, retired_at)
                values ('%s', '%s', %s, decode('%s', 'hex'), '%s', now(), %s)""".formatted(tenant, id, primary, wrapped.hex(), wrapped.wrappedBy(), primary ? "null" : "now()"));
    }

    private void due(Statement statement) throws SQLException {
        statement.execute("""
                insert into encryption_work (tenant_id, part, after, changed_at, due_at)
                values ('%s', '', '', now() - interval '1 hour', now() - interval '1 hour')
                on conflict (tenant_id) do update
                   set part = '', after = '', walk_started_at = null, changed_at = excluded.changed_at, due_at = excluded.due_at""".formatted(tenant));
    }

    private long number(Statement statement, String sql) throws SQLException {
        return Long.parseLong(text(statement, sql.formatted(key)));
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
