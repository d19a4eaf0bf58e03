package dev.waymark.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.jobs.JobsFunction;
import dev.waymark.log.Metric;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class WatchDatabaseTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-watch-database.json");

    /// Two weeks in which the tables grew by 100 MiB a day, and since the newest sample, a day ago,
    /// by so many MiB.
    private static final String TWO_WEEKS = """
            delete from storage_samples;
            insert into storage_samples (tenant_id, sampled_on, table_name, size_bytes, live_rows, sampled_at)
            select '00000000-0000-0000-0000-000000000000', (now() at time zone 'UTC')::date - d, 'all',
                   (select sum(size_bytes) from table_sizes()) - %1$d * 1048576::bigint - (d - 1) * 104857600::bigint, 0,
                   now() - d * interval '1 day'
              from generate_series(1, 15) d;
            """;

    private static final JobsFunction FUNCTION = new JobsFunction();

    @BeforeAll
    static void seesEveryRow() throws SQLException {
        assumeTrue(
                FUNCTION.database().inspectsEveryRow(), "skipped: this server shows nobody the rows of every tenant");
        // tables of a test are small, and what they would have taken two weeks ago is less than nothing
        run("alter table storage_samples drop constraint storage_samples_size_counts");
    }

    @AfterAll
    static void close() {
        FUNCTION.close();
    }

    @Test
    void aRunKeepsASampleOfEveryTableOnceADay() throws IOException, SQLException {
        run("delete from storage_samples");
        JsonNode first = FUNCTION.run(Files.readAllBytes(EVENT));
        assertThat(first.get("job").asText()).isEqualTo("watch-database");
        assertThat(first.get("finished").asBoolean()).isTrue();
        long tables = Long.parseLong(
                text(
                        "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition"));
        assertThat(first.get("changed").asLong())
                .isEqualTo(Long.parseLong(text("select count(*) from storage_samples")));
        // a partitioned table without a month takes nothing
        assertThat(first.get("changed").asLong()).isBetween(tables - 1, tables);
        assertThat(text("select size_bytes > 0 from storage_samples where table_name = 'commands'"))
                .isEqualTo("t");
        assertThat(FUNCTION.run(Files.readAllBytes(EVENT)).get("changed").asLong())
                .isZero();
    }

    @Test
    void whatWasSampledNinetyDaysAgoIsForgotten() throws IOException, SQLException {
        run("delete from storage_samples");
        run("""
                insert into storage_samples (tenant_id, sampled_on, table_name, size_bytes, live_rows, sampled_at)
                select '00000000-0000-0000-0000-000000000000', (now() at time zone 'UTC')::date - d, 'old', 1, 1, now()
                  from (values (90), (91)) as days (d)""");
        FUNCTION.run(Files.readAllBytes(EVENT));
        assertThat(text("select count(*) from storage_samples where table_name = 'old'"))
                .isEqualTo("1");
    }

    @Test
    void growthIsToldBesideThatOfTheDaysBefore() throws SQLException {
        run("delete from storage_samples");
        assertThat(asJobs("select storage_growth()")).isNull();
        run(TWO_WEEKS.formatted(100));
        assertThat(Double.parseDouble(String.valueOf(asJobs("select storage_growth()"))))
                .isCloseTo(1, within(0.05));
        run(TWO_WEEKS.formatted(500));
        assertThat(Double.parseDouble(String.valueOf(asJobs("select storage_growth()"))))
                .isCloseTo(5, within(0.1));
    }

    @Test
    void aLargeIndexThatNobodyUsedIsNamedOnceAWeekOfStatisticsIsThere() throws SQLException {
        run(
                "create table unused (v text); insert into unused select (select string_agg(md5(i::text || '-' || k), '') from generate_series(1, 12) k) from generate_series(1, 60000) i;"
                        + " create index unused_by_v on unused (v)");
        try {
            run("delete from storage_samples");
            assertThat(asJobs("select count(*) from unused_indexes()")).isEqualTo("0");
            run(TWO_WEEKS.formatted(0));
            assertThat(asJobs("select string_agg(index_name, ' ') from unused_indexes()"))
                    .isEqualTo("unused_by_v");
        } finally {
            run("drop table unused");
        }
    }

    @Test
    void howLateSweepsAreAndWhatTheyCouldNotDoIsToldOfAllTenantsTogether() throws SQLException {
        run("""
                insert into tenants (id, name, created_at)
                values ('00000000-0000-7000-8000-000000000001', 'late', now() - interval '10 days')""");
        assertThat(seconds("select sweep_lag_seconds from watch_database()")).isCloseTo(864_000, within(600.0));
        run("""
                insert into retention_runs (tenant_id, id, lease_until, kinds, started_at, ended_at)
                values ('00000000-0000-7000-8000-000000000001', gen_random_uuid(), now(),
                        '{"agent_memories": {"deleted": 5, "failed": 2}, "messages": {"deleted": 1}}',
                        now() - interval '3 hours', now() - interval '2 hours'),
                       ('00000000-0000-7000-8000-000000000001', gen_random_uuid(), now(), '{}', now() - interval '1 hour', null);
                insert into archives (tenant_id, id, kind, object_key, rows, tables, from_at, to_at, created_at)
                select t.id, gen_random_uuid(), 'step_evaluations', t.id || '/' || gen_random_uuid(), 1, '{}', now(), now(), at
                  from tenants t, (values (now()), (now() - interval '2 hours')) as archives (at)
                 where t.name = 'late'""");
        assertThat(seconds("select sweep_lag_seconds from watch_database()"))
                .as("since the last sweep that ended")
                .isCloseTo(10_800, within(600.0));
        assertThat(asJobs("select archive_failures from watch_database()")).isEqualTo("3");
    }

    private static double seconds(String sql) throws SQLException {
        return Double.parseDouble(String.valueOf(asJobs(sql)));
    }

    @Test
    void theFiguresAreTheMetricsThatTheListNames() throws SQLException {
        assertThat(Long.parseLong(String.valueOf(asJobs("select connections from watch_database()"))))
                .isPositive();
        var row =
                new DatabaseRow(1_000, BigDecimal.TEN, 25, 100, BigDecimal.ONE, "steps", 2, "a b", "steps=10", 60L, 3L);
        Map<Metric, Double> figures = WatchDatabase.figures(row);
        Set<Metric> ofJobs = EnumSet.complementOf(EnumSet.copyOf(Metric.ofRequests()));
        ofJobs.remove(Metric.JOB_FAILURES);
        assertThat(figures.keySet()).isEqualTo(ofJobs);
        assertThat(figures).containsEntry(Metric.CONNECTION_SHARE, 25.0).containsEntry(Metric.SWEEP_LAG, 60.0);
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = FUNCTION.database().inspect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static @Nullable String text(String sql) throws SQLException {
        try (Connection connection = FUNCTION.database().inspect()) {
            return text(connection, sql);
        }
    }

    /// With the rights of the jobs, for the tenant of operators.
    private static @Nullable String asJobs(String sql) throws SQLException {
        try (Connection connection = FUNCTION.database().connect("waymark_jobs")) {
            text(connection, "select set_config('waymark.tenant_id', '00000000-0000-0000-0000-000000000000', false)");
            return text(connection, sql);
        }
    }

    private static @Nullable String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
