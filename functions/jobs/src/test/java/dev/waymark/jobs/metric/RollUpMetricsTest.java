package dev.waymark.jobs.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import dev.waymark.jobs.JobsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class RollUpMetricsTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-roll-up-metrics.json");
    private static final String FIRST = "'00000000-0000-4000-8000-000000000001'";
    private static final long PATIENCE_NANOS = 4_000_000_000L;

    /// Two tenants with an agent each and 1,000 points an hour apart: the newest are of today.
    private static final String[] ROWS = {
        """
        insert into tenants (id, name, created_at)
        select ('00000000-0000-4000-8000-00000000000' || t)::uuid, 't', now() from generate_series(1, 2) t""", """
        insert into agents (tenant_id, id, name, created_at, updated_at)
        select ('00000000-0000-4000-8000-00000000000' || t)::uuid, gen_random_uuid(), 'a', now(), now() from generate_series(1, 2) t""", "select make_metric_partitions(now() - interval '200 days', now())", """
        insert into agent_metrics (tenant_id, agent_id, name, metric_type, value, tags, recorded_at)
        select a.tenant_id, a.id, 'm' || n % 2, 'gauge', n, '{}', now() - n * interval '3 hours'
          from agents a, generate_series(1, 1000) n where a.name = 'a'"""
    };

    private static final String ALL = """
            select (select count(*) from agent_metrics) + (select coalesce(sum(points), 0) from agent_metrics_daily) || ' '
                   || (select sum(value) from agent_metrics) + (select coalesce(sum(total), 0) from agent_metrics_daily)""";
    private static final String OLD =
            "select count(*)::text from agent_metrics where recorded_at < date_trunc('day', now() - interval '90 days', 'UTC')";

    private final Deque<List<RolledUp>> calls = new ArrayDeque<>(
            List.of(List.of(row(1, 3)), List.of(row(1, 4)), List.of(row(2, 5)), List.of(), List.of(row(3, 1))));
    private final List<UUID> from = new ArrayList<>();
    private final Job job = new RollUpMetrics((tenant, _) -> {
        from.add(tenant);
        return calls.removeFirst();
    });

    private static RolledUp row(long tenant, long points) {
        return new RolledUp(new UUID(0, tenant), points, 1);
    }

    @Test
    void goesOnFromTenantToTenantUntilNoneHasOldPoints() {
        assertThat(job.run(Deadline.in(Duration.ofHours(1), Clock.systemUTC()))).isEqualTo(new Job.Outcome(12, true));
        assertThat(from).containsExactly(new UUID(0, 0), new UUID(0, 1), new UUID(0, 1), new UUID(0, 2));
    }

    @Test
    void beginsNothingOnceTheTimeIsUp() {
        assertThat(job.run(Deadline.in(Duration.ZERO, Clock.systemUTC()))).isEqualTo(new Job.Outcome(0, false));
        assertThat(from).isEmpty();
    }

    @Test
    void theEventOfTheScheduleRollsUpWhatIsOldOfEveryTenantAndLosesNothing() throws IOException, SQLException {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(function.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = filled(function);
                    Statement statement = connection.createStatement()) {
                String all = text(statement, ALL);
                long old = Long.parseLong(text(statement, OLD));
                assertThat(old).isGreaterThan(500);

                JsonNode report = function.run(Files.readAllBytes(EVENT));

                assertThat(report.get("job").asText()).isEqualTo("roll-up-metrics");
                assertThat(report.get("finished").asBoolean()).isTrue();
                assertThat(report.get("changed").asLong()).isEqualTo(old);
                assertThat(text(statement, OLD)).isEqualTo("0");
                assertThat(text(statement, ALL)).isEqualTo(all);
                assertThat(function.run(Files.readAllBytes(EVENT))
                                .get("changed")
                                .asLong())
                        .isZero();
            }
        }
    }

    @Test
    void oneThatIsKilledLeavesEveryPointOnceAndOfTwoAtOnceEachCountsItsOwn() throws Exception {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(function.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
            try (Connection connection = filled(function);
                    Statement statement = connection.createStatement();
                    Connection one = function.database().connect("waymark_jobs");
                    Connection two = function.database().connect("waymark_jobs");
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                String all = text(statement, ALL);
                one.setAutoCommit(false);
                assertThat(rolledUp(one)).isEqualTo("100");
                one.rollback();
                assertThat(text(statement, ALL)).isEqualTo(all);

                assertThat(rolledUp(one)).isEqualTo("100");
                CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> unchecked(two), threads);
                awaitOneWaiting(statement);
                one.commit();
                assertThat(second.get()).as("what it waited for is gone").isEqualTo("0");
                assertThat(rolledUp(two)).isEqualTo("100");
                assertThat(text(statement, ALL)).isEqualTo(all);
            }
        }
    }

    private static Connection filled(JobsFunction function) throws SQLException {
        Connection connection = function.database().inspect();
        try (Statement statement = connection.createStatement()) {
            for (String sql : ROWS) {
                statement.execute(sql);
            }
        }
        return connection;
    }

    private static String rolledUp(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return text(statement, "select points from roll_up_metrics(" + FIRST + ", 100)");
        }
    }

    private static String unchecked(Connection connection) {
        try {
            return rolledUp(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitOneWaiting(Statement watcher) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        String waiting = "select count(*)::text from pg_locks join pg_stat_activity using (pid)"
                + " where not granted and datname = current_database()";
        while (text(watcher, waiting).equals("0")) {
            assertThat(System.nanoTime()).as("the second waits for a lock").isLessThan(deadline);
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
