package dev.waymark.api.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import dev.waymark.api.Functions;
import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.retention.Sweep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A sweep that dies loses nothing and doubles nothing, wherever it dies: right before and right after each statement,
/// and each call of the object store.
final class SweepKillTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final int ROWS_A_BATCH = 2;

    private static final Map<String, String> ROWS = Map.of(
            "system_state_snapshots",
            "select (to_jsonb(s) - 'tenant_id' - 'archive_id')::text from system_state_snapshots s where tenant_id = ?",
            "step_evaluations",
            "select (to_jsonb(e) - 'tenant_id' - 'archive_id')::text from step_evaluations e where tenant_id = ?",
            "command_steps",
            "select jsonb_build_object('id', s.id, 'command_id', s.command_id)::text from command_steps s where tenant_id = ? and execution_result is not null");

    private final Sweep sweep;

    SweepKillTest() throws ReflectiveOperationException {
        this.sweep = Killer.mortal(FUNCTIONS.handler("waymark_keep").beans(), Sweep.class);
    }

    @Test
    void whereverItDiesTheNextRunFinishesAndEveryRowIsInOnePlace() throws SQLException, IOException {
        boolean killed = true;
        int seam = 0;
        for (; killed; seam++) {
            var work = new OldWork(FUNCTIONS);
            work.add(1).add(1).age(800);
            List<String> before = stored(work);
            killed = Killer.killsAt(seam, () -> run(work));
            work.sql()
                    .run("update retention_runs set lease_until = now() - interval '1 second' where tenant_id = '"
                            + work.tenant + "'");
            run(work);

            List<String> after = stored(work);
            assertThat(after).as("nothing stays behind, seam %d", seam).isEmpty();
            List<String> archived = archived(work);
            assertThat(archived).as("seam %d", seam).containsExactlyInAnyOrderElementsOf(before);
            assertThat(work.sql()
                            .text(
                                    "select sum(evaluations) || ' ' || sum(confidence_sum) from evaluation_daily where tenant_id = ?",
                                    work.tenant))
                    .as("each evaluation is counted once, seam %d", seam)
                    .isEqualTo("4 2.00");
            assertThat(work.sql().number("select sum(steps) from step_daily where tenant_id = ?", work.tenant))
                    .as("each step is counted once, seam %d", seam)
                    .isEqualTo(2);
            assertThat(work.sql()
                            .number(
                                    "select sum((k.value ->> 'archived')::bigint) from retention_runs r, jsonb_each(r.kinds) k where r.tenant_id = ?",
                                    work.tenant))
                    .as("runs tell what they did, seam %d", seam)
                    .isEqualTo(before.size());
            assertThat(work.sql()
                            .number(
                                    "select count(*) from retention_runs where tenant_id = ? and ended_at is null",
                                    work.tenant))
                    .isZero();
        }
        assertThat(seam).as("there is a lot to die in").isGreaterThan(40);
    }

    private void run(OldWork work) {
        var caller = new Caller(new UUID(0, 0), work.tenant, Set.of(), null, null);
        new Call(caller, null).run(() -> sweep.sweep(sweep.begin().run(), () -> false, ROWS_A_BATCH, ROWS_A_BATCH));
    }

    private static List<String> stored(OldWork work) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = FUNCTIONS.database().inspect()) {
            for (Map.Entry<String, String> table : ROWS.entrySet()) {
                try (PreparedStatement statement = connection.prepareStatement(table.getValue())) {
                    statement.setObject(1, work.tenant);
                    try (ResultSet found = statement.executeQuery()) {
                        while (found.next()) {
                            rows.add(canonical(table.getKey(), Functions.JSON.readTree(found.getString(1))));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /// Every line of every object that is there, once its archive is kept; there is no other object.
    private static List<String> archived(OldWork work) throws IOException {
        List<String> rows = new ArrayList<>();
        long objects = 0;
        Path folder = Functions.ARCHIVES.resolve(work.tenant.toString());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                objects++;
                try (var in = new ZstdInputStream(Files.newInputStream(file))) {
                    for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList()) {
                        JsonNode read = Functions.JSON.readTree(line);
                        String table = read.get("table").asText();
                        if (ROWS.containsKey(table)) {
                            rows.add(canonical(table, read.get("row")));
                        }
                    }
                }
            }
        }
        assertThat(work.sql()
                        .number("select count(*) from archives where tenant_id = ? and status = 'kept'", work.tenant))
                .isEqualTo(objects)
                .isEqualTo(work.count("archives"));
        return rows;
    }

    private static String canonical(String table, JsonNode row) {
        if (table.equals("command_steps")) {
            return table + row.get("id") + row.get("command_id");
        }
        // the order of members tells nothing
        return table + Functions.JSON.convertValue(row, TreeMap.class);
    }
}
