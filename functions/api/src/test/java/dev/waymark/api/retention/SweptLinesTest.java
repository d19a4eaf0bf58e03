package dev.waymark.api.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import dev.waymark.api.Functions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a sweep writes of a row, and what it takes out for it.
final class SweptLinesTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final OldWork work = new OldWork(FUNCTIONS);

    @Test
    void linesHaveEveryColumnButTheTenantAndTheArchive() throws IOException {
        work.add(2).age(100);
        work.sql()
                .run("update step_evaluations set state_changes = (select digest from documents where tenant_id = '"
                        + work.tenant + "' limit 1) where tenant_id = '" + work.tenant + "'");
        work.sweep();
        Map<String, JsonNode> rows = rows();
        assertThat(rows.keySet()).contains("system_state_snapshots", "step_evaluations", "documents");
        rows.forEach((table, row) -> {
            var names = new TreeSet<String>();
            row.fieldNames().forEachRemaining(names::add);
            assertThat(String.join(",", names)).as(table).isEqualTo(work.sql().text("""
                            select string_agg(attname::text, ',' order by attname::text collate "C")
                              from pg_attribute
                             where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped
                               and attname not in ('tenant_id', 'archive_id')
                            """, table));
        });
    }

    @Test
    void aRowThatIsNotTheOneThatWasWrittenStays() throws SQLException {
        work.add(1);
        String call = """
                select leave_rows('system_state_snapshots', array[w.id], array[w.witness], array[s.ctid], null)
                  from system_state_snapshots s,
                       lateral (select %s as id, s.xmin::text as witness) w
                 where s.tenant_id = current_tenant() and s.snapshot_type = 'baseline'
                """;
        try (Connection connection = FUNCTIONS.database().inspect()) {
            execute(connection, "select set_config('waymark.tenant_id', '" + work.tenant + "', false)");
            assertThatThrownBy(() -> execute(connection, call.formatted("gen_random_uuid()")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("rows moved");
            assertThat(work.count("system_state_snapshots")).isEqualTo(3);
            execute(connection, call.formatted("s.id"));
        }
        assertThat(work.count("system_state_snapshots")).isEqualTo(2);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    /// One row of each table that an archive of the tenant has lines of.
    private Map<String, JsonNode> rows() throws IOException {
        Map<String, JsonNode> rows = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Functions.ARCHIVES.resolve(work.tenant.toString()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (var in = new ZstdInputStream(Files.newInputStream(file))) {
                    for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList()) {
                        JsonNode read = Functions.JSON.readTree(line);
                        rows.put(read.get("table").asText(), read.get("row"));
                    }
                }
            }
        }
        return rows;
    }
}
