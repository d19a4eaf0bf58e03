package dev.waymark.jobs.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.jobs.JobsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MakePartitionsTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-make-partitions.json");
    /// Less than the 5 seconds that functions wait for a lock.
    private static final long PATIENCE_NANOS = 4_000_000_000L;
    private static final String MONTHS = """
            select c.relname
              from pg_inherits i join pg_class c on c.oid = i.inhrelid
             where i.inhparent = 'agent_metrics'::regclass
             order by 1
            """;
    private static final String MAKE =
            "select make_metric_partitions(now() - interval '31 days', now() + interval '92 days')::text";

    private static final String A_POINT = """
            with t as (insert into tenants (id, name, created_at) values (gen_random_uuid(), 't', now()) returning id),
                 a as (insert into agents (tenant_id, id, name, created_at, updated_at)
                       select id, gen_random_uuid(), 'a', now(), now() from t returning tenant_id, id)
            insert into agent_metrics (tenant_id, agent_id, name, metric_type, value, recorded_at)
            select tenant_id, id, 'm', 'gauge', 1, now() - interval '250 days' from a""";

    private final JobsFunction function = new JobsFunction();
    private final List<String> wanted = new ArrayList<>();

    @BeforeEach
    void takeTwoMonthsAway() throws SQLException {
        Assumptions.assumeTrue(
                function.database().inspectsEveryRow(), "skipped: this server has no superuser to drop a table with");
        try (Connection admin = function.database().inspect()) {
            texts(admin, MAKE);
            wanted.addAll(texts(admin, MONTHS));
            for (String month : List.of(wanted.get(1), wanted.getLast())) {
                execute(admin, "drop table " + month);
            }
            assertThat(texts(admin, MONTHS)).hasSize(wanted.size() - 2);
        }
    }

    @AfterEach
    void close() {
        function.close();
    }

    @Test
    void theMonthsThatAreMissingAreMadeOnce() throws Exception {
        JsonNode report = run();

        assertThat(report.get("job").asText()).isEqualTo("make-partitions");
        assertThat(report.get("changed").asInt()).isEqualTo(2);
        assertThat(report.get("finished").asBoolean()).isTrue();
        assertThat(months()).isEqualTo(wanted);
        assertThat(run().get("changed").asInt()).isZero();
        assertThat(months()).isEqualTo(wanted);
    }

    @Test
    void ofTwoAtOnceTheSecondFindsTheMonthsMade() throws Exception {
        assertThat(changedAfterTheOther(Connection::commit)).isZero();
        assertThat(months()).isEqualTo(wanted);
    }

    @Test
    void oneThatIsKilledLeavesNothingHalfAndTheNextMakesAll() throws Exception {
        assertThat(changedAfterTheOther(Connection::rollback)).isEqualTo(2);
        assertThat(months()).isEqualTo(wanted);
    }

    @Test
    void emptyMonthsThatArePastGoAndThoseWithAPointStay() throws Exception {
        run();
        try (Connection admin = function.database().inspect()) {
            texts(admin, "select make_metric_partitions(now() - interval '300 days', now())::text");
            execute(admin, A_POINT);
        }
        List<String> past = months();
        assertThat(run().get("changed").asInt()).isPositive();

        String full = monthOf("now() - interval '250 days'");
        assertThat(months()).isSubsetOf(past).contains(full).containsAll(wanted);
        assertThat(months())
                .as("the young ones and the one with a point")
                .hasSizeBetween(wanted.size() + 1, wanted.size() + 3);
        assertThat(run().get("changed").asInt()).isZero();
    }

    @Test
    void aMonthThatSomebodyWorksWithIsLeftToTheNextRun() throws Exception {
        run();
        try (Connection admin = function.database().inspect();
                Connection reader = function.database().connect("waymark_read")) {
            texts(admin, "select make_metric_partitions(now() - interval '300 days', now())::text");
            List<String> past = months();
            reader.setAutoCommit(false);
            texts(reader, "select count(*)::text from agent_metrics");

            assertThat(run().get("changed").asInt()).isZero();
            assertThat(months()).isEqualTo(past);
            reader.rollback();
            assertThat(run().get("changed").asInt()).isPositive();
        }
    }

    @Test
    void aWriterOfAnOldPointKeepsItsMonthFromBeingDropped() throws Exception {
        run();
        try (Connection admin = function.database().inspect();
                Connection writer = function.database().inspect()) {
            writer.setAutoCommit(false);
            // as record_metrics() does before it writes
            texts(
                    writer,
                    "select make_metric_partitions(now() - interval '250 days', now() - interval '250 days')::text");
            assertThat(run().get("changed").asInt()).isZero();
            execute(writer, A_POINT);
            writer.commit();
            run();

            assertThat(texts(admin, "select count(*)::text from agent_metrics")).containsExactly("1");
            assertThat(months()).contains(monthOf("now() - interval '250 days'"));
        }
    }

    private String monthOf(String time) throws SQLException {
        try (Connection admin = function.database().inspect()) {
            return texts(admin, "select 'agent_metrics_' || to_char((" + time + ") at time zone 'UTC', 'YYYY_MM')")
                    .getFirst();
        }
    }

    private interface End {
        void of(Connection other) throws SQLException;
    }

    /// What the job changes when it has waited for another run, and that one has ended in this way.
    private int changedAfterTheOther(End end) throws Exception {
        try (Connection other = function.database().connect("waymark_jobs");
                Connection watcher = function.database().inspect();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            assertThat(texts(other, MAKE)).containsExactly("2");
            CompletableFuture<JsonNode> second = CompletableFuture.supplyAsync(this::runUnchecked, threads);
            awaitOneWaiting(watcher);
            end.of(other);
            return second.get().get("changed").asInt();
        }
    }

    private static void awaitOneWaiting(Connection watcher) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        String waiting = "select count(*)::text from pg_locks join pg_stat_activity using (pid)"
                + " where not granted and datname = current_database()";
        while (texts(watcher, waiting).getFirst().equals("0")) {
            assertThat(System.nanoTime()).as("the second run waits for a lock").isLessThan(deadline);
        }
    }

    private JsonNode run() throws IOException {
        return function.run(Files.readAllBytes(EVENT));
    }

    private JsonNode runUnchecked() {
        try {
            return run();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> months() throws SQLException {
        try (Connection admin = function.database().inspect()) {
            return texts(admin, MONTHS);
        }
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
