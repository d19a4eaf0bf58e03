package dev.waymark.jobs.session;

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
import org.junit.jupiter.api.Test;

final class AbandonSessionsTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-abandon-sessions.json");

    /// Two tenants, of which one lets its sessions be idle for a week; sessions by the hours
    /// for which they were idle.
    private static final String ROWS = """
            insert into tenants (id, name, settings, created_at)
            values ('00000000-0000-7000-8000-000000000001', 'a', '{}', now()),
                   ('00000000-0000-7000-8000-000000000002', 'b', '{"session_idle_ms": 604800000}', now());
            insert into conversations (tenant_id, id, external_id, tag, created_at, updated_at)
            select id, id, 'c', 1, now(), now() from tenants where id in ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002');
            insert into conversation_sessions (tenant_id, id, conversation_id, status, last_active_at, started_at, ended_at, created_at, updated_at)
            select c.tenant_id, gen_random_uuid(), c.id, s.status, now() - s.idle * interval '1 hour', now() - interval '300 hours',
                   case s.status when 'completed' then now() end, now(), now()
              from conversations c, (values ('active', 1), ('active', 30), ('active', 200), ('paused', 200), ('completed', 200)) as s (status, idle);
            """;

    private final Deque<List<Abandoned>> calls = new ArrayDeque<>(List.of(rows(200), rows(150), rows(1)));
    private final Job job = new AbandonSessions(_ -> calls.removeFirst());

    private static List<Abandoned> rows(long abandoned) {
        return List.of(new Abandoned(new UUID(0, 1), abandoned - 1), new Abandoned(new UUID(0, 2), 1));
    }

    @Test
    void goesOnUntilACallFindsFewerThanItMay() {
        assertThat(job.run(Deadline.in(Duration.ofHours(1), Clock.systemUTC()))).isEqualTo(new Job.Outcome(350, true));
        assertThat(calls).hasSize(1);
    }

    @Test
    void beginsNothingOnceTheTimeIsUp() {
        assertThat(job.run(Deadline.in(Duration.ZERO, Clock.systemUTC()))).isEqualTo(new Job.Outcome(0, false));
        assertThat(calls).hasSize(3);
    }

    @Test
    void activeSessionsThatAreIdleForTooLongAreAbandoned() throws IOException, SQLException {
        try (JobsFunction function = new JobsFunction()) {
            assumeTrue(
                    function.database().inspectsEveryRow(),
                    "skipped: this server shows nobody the rows of every tenant");
            try (Connection connection = function.database().inspect();
                    Statement statement = connection.createStatement()) {
                statement.execute(ROWS);

                JsonNode report = function.run(Files.readAllBytes(EVENT));
                assertThat(report.get("job").asText()).isEqualTo("abandon-sessions");
                assertThat(report.get("changed").asLong()).isEqualTo(3);
                assertThat(report.get("finished").asBoolean()).isTrue();
                assertThat(texts(statement, """
                                select t.name || ' ' || s.status || ' ' || count(*) || ' ' || sum(s.version)
                                  from conversation_sessions s join tenants t on t.id = s.tenant_id
                                 group by t.name, s.status order by 1"""))
                        .containsExactly(
                                "a abandoned 2 4",
                                "a active 1 1",
                                "a completed 1 1",
                                "a paused 1 1",
                                "b abandoned 1 2",
                                "b active 2 2",
                                "b completed 1 1",
                                "b paused 1 1");
                assertThat(texts(statement, """
                                select t.name || ' ' || e.actor || ' ' || e.action || ' ' || count(*)
                                  from audit_events e join tenants t on t.id = e.tenant_id
                                  join conversations c on c.tenant_id = e.tenant_id and c.id = e.chain_id
                                 group by t.name, e.actor, e.action, c.audit_count having count(*) = c.audit_count order by 1"""))
                        .containsExactly("a system session.changed 2", "b system session.changed 1");
                assertThat(function.run(Files.readAllBytes(EVENT))
                                .get("changed")
                                .asLong())
                        .isZero();
            }
        }
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
