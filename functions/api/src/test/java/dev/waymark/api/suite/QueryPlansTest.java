package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.agent.AgentRepository;
import dev.waymark.api.Functions;
import dev.waymark.approval.ApprovalRepository;
import dev.waymark.audit.AuditEventRepository;
import dev.waymark.command.CommandRepository;
import dev.waymark.contextitem.ContextItemRepository;
import dev.waymark.conversation.PreviewRepository;
import dev.waymark.evaluation.EvaluationRepository;
import dev.waymark.memory.MemoryRepository;
import dev.waymark.metric.MetricRepository;
import dev.waymark.postgres.TestDatabase;
import dev.waymark.rollback.RollbackRepository;
import dev.waymark.session.SessionRepository;
import dev.waymark.snapshot.SnapshotRepository;
import dev.waymark.step.StepRepository;
import dev.waymark.thread.ThreadRepository;
import dev.waymark.timeline.TimelineRepository;
import io.micronaut.data.annotation.Query;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The hot queries, as the repositories have them, on 120,000 steps of two tenants and as the login role that runs
/// them: each uses the index that is named for it and reads no table from end to end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QueryPlansTest {
    private static final String TENANT = "00000000-0000-7000-8000-000000000001";
    private static final String COMMAND = "00000000-0000-7000-8000-000000010007";
    private static final String PROJECT = "project 7";
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):(\\w+)");
    private static final String THIS_MONTH = "date_trunc('month', now(), 'UTC')";
    private static final String LAST = "timestamptz '9999-12-31 23:59:59+00'";
    private static final Map<String, String> PAGE = Map.ofEntries(
            Map.entry("rows", "51"),
            Map.entry("budget", "4194304"),
            Map.entry("after", "-1::bigint"),
            Map.entry("afterStep", "-1::bigint"),
            Map.entry("following", "true"),
            Map.entry("before", LAST),
            Map.entry("beforeId", "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid"),
            Map.entry("since", "timestamptz '0001-01-01 00:00:00+00'"),
            Map.entry("until", LAST),
            Map.entry("project", "null"),
            Map.entry("status", "null"),
            Map.entry("wanted", "null"),
            Map.entry("agent", "null"),
            Map.entry("subject", "null"),
            Map.entry("chain", "null"),
            Map.entry("seenWithinMs", "null"),
            Map.entry("enabled", "null"),
            Map.entry("actionName", "null"),
            Map.entry("commandId", "'" + COMMAND + "'::uuid"));

    private TestDatabase database;
    private Inspector read;

    @BeforeAll
    void fill() {
        database = TestDatabase.create();
        try (Inspector inspector = Inspector.of(database)) {
            inspector.run("set session_replication_role = replica");
            for (String statement : FILL.split(";\\n", -1)) {
                inspector.run(statement);
            }
            inspector.run("analyze");
            assertThat(inspector.number("select count(*) from command_steps")).isGreaterThanOrEqualTo(100_000);
        }
        read = Inspector.as(database, "waymark_read");
        read.run("select set_config('waymark.tenant_id', ?, false)", TENANT);
    }

    @AfterAll
    void drop() {
        read.close();
        database.close();
    }

    private static final String SECTIONS = "array['system_info']";

    /// Two tenants with 2,000 projects and 10,000 commands each; 600 of these with 100 steps and 20 snapshots. As many
    /// events as steps.
    private static final String FILL = """
            create function pg_temp.id(kind integer, n bigint) returns uuid language sql immutable
              return ('00000000-0000-7000-8000-' || lpad((kind * 100000000::bigint + n)::text, 12, '0'))::uuid;
            insert into tenants (id, name, created_at)
            select pg_temp.id(0, t), 'tenant ' || t, now() from generate_series(1, 2) t;
            insert into projects (tenant_id, id, key, name, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(0, 1000 + p), 'project ' || p, 'x', now(), now()
              from generate_series(1, 2) t, generate_series(1, 2000) p;
            insert into agents (tenant_id, id, name, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(0, 2000 + a), 'agent ' || a, now(), now()
              from generate_series(1, 2) t, generate_series(1, 200) a;
            insert into agents (tenant_id, id, name, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(7, a), 'worker ' || a, timestamptz '2026-01-01 00:00Z' + a * interval '1 second', now()
              from generate_series(1, 2) t, generate_series(1, 60000) a;
            insert into agent_status (tenant_id, agent_id, current_status, heartbeat_at, created_at)
            select pg_temp.id(0, t), pg_temp.id(7, a), case when a % 1000 = 1 then 'error' when a % 3 = 0 then 'idle' else 'busy' end, now(), now()
              from generate_series(1, 2) t, generate_series(1, 60000) a;
            insert into agent_configs (tenant_id, id, agent_id, config_key, config_type, value, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(9, a), pg_temp.id(7, a), 'model', 'json', '1', now(), now()
              from generate_series(1, 2) t, generate_series(1, 20000) a;
            insert into agent_capabilities (tenant_id, id, agent_id, name, version, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(8, a), pg_temp.id(7, a), 'capability ' || a % 500, '1', now(), now()
              from generate_series(1, 2) t, generate_series(1, 60000) a;
            insert into commands (tenant_id, id, project_id, agent_id, request, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(0, 10000 + c), pg_temp.id(0, 1001 + c % 2000), pg_temp.id(0, 2001 + c % 200), 'x',
                   timestamptz '2026-01-01 00:00Z' + c * interval '1 minute', now()
              from generate_series(1, 2) t, generate_series(1, 10000) c;
            insert into command_steps (tenant_id, id, command_id, project_id, step_index, step_number, position, step_type, command,
                                       risk_level, status, created_at, updated_at, active)
            select pg_temp.id(0, t), pg_temp.id(1, c * 1000 + s), pg_temp.id(0, 10000 + c), pg_temp.id(0, 1001 + c % 2000), s,
                   s + 1, s, 'generated', 'ls', 'low', 'completed', now(), now(), s % 10 <> 0
              from generate_series(1, 2) t, generate_series(1, 600) c, generate_series(0, 99) s;
            insert into system_state_snapshots (tenant_id, id, command_id, step_id, position, snapshot_type, system_info, captured_at, created_at)
            select pg_temp.id(0, t), pg_temp.id(2, c * 1000 + s), pg_temp.id(0, 10000 + c), pg_temp.id(1, c * 1000 + s), 1000 + s,
                   'after_step', sha256('x'), now(), now()
              from generate_series(1, 2) t, generate_series(1, 600) c, generate_series(0, 19) s;
            insert into documents (tenant_id, digest, body, size_bytes)
            select pg_temp.id(0, t), sha256(body), body, octet_length(body)
              from generate_series(1, 2) t, generate_series(1, 20000) n, convert_to(n::text, 'UTF8') body;
            insert into approval_requests (tenant_id, step_id, command_id, policy, needed_count, on_expiry, requested_at, outcome, settled_at)
            select pg_temp.id(0, t), pg_temp.id(1, c * 1000 + s), pg_temp.id(0, 10000 + c), '1', 1, 'reject',
                   timestamptz '2026-01-01 00:00Z' + (c * 100 + s) * interval '1 second',
                   case when s > 49 then 'approved' end, case when s > 49 then now() end
              from generate_series(1, 2) t, generate_series(1, 600) c, generate_series(0, 99) s;
            insert into command_approvals (tenant_id, id, command_id, step_id, position, decision, decided_by, state_context_digest, decided_at)
            select pg_temp.id(0, t), pg_temp.id(5, c * 1000 + s), pg_temp.id(0, 10000 + c), pg_temp.id(1, c * 1000 + s), 2000 + s,
                   'approved', 'key:x', sha256('x'), now()
              from generate_series(1, 2) t, generate_series(1, 600) c, generate_series(1, 49) s;
            insert into rollbacks (tenant_id, id, project_id, ordinal, next_step_number, kind, to_step_number, first_step_number, last_step_number,
                                   deactivated_count, rolled_back_by, reason, created_at)
            select pg_temp.id(0, t), pg_temp.id(6, p * 10 + o), pg_temp.id(0, 1000 + p), o, 100, 'rollback', 7, 7, 9, 3, 'key:x', 'x', now()
              from generate_series(1, 2) t, generate_series(1, 2000) p, generate_series(1, 5) o;
            insert into rollback_entries (tenant_id, rollback_id, command_id, position, action, deactivated_count, first_step_number, last_step_number)
            select pg_temp.id(0, t), pg_temp.id(6, c * 10 + o), pg_temp.id(0, 10000 + c), 3000 + o, 'rolled_back', 3, 7, 9
              from generate_series(1, 2) t, generate_series(1, 2000) c, generate_series(1, 5) o;
            insert into step_evaluations (tenant_id, id, command_id, step_id, position, evaluation_type, confidence_score, evaluator,
                                          success_indicators, failure_indicators, recommendations, evaluated_at)
            select pg_temp.id(0, t), pg_temp.id(6, c * 1000 + s), pg_temp.id(0, 10000 + c), pg_temp.id(1, c * 1000 + s), 2000 + s,
                   'success', 0.5, 'rules', '[]', '[]', '[]', now()
              from generate_series(1, 2) t, generate_series(1, 600) c, generate_series(0, 19) s;
            insert into step_outputs (tenant_id, step_id, chunk_index, command_id, position, stdout, end_bytes, created_at)
            select pg_temp.id(0, t), pg_temp.id(1, c * 1000 + s), 0, pg_temp.id(0, 10000 + c), 4000 + s, 'x', 1, now()
              from generate_series(1, 2) t, generate_series(1, 600) c, generate_series(0, 19) s;
            update command_steps set changed_position = 5000 + step_index where step_index % 5 = 0;
            insert into audit_events (tenant_id, id, chain_id, chain_index, actor, action, subject_type, subject_id, detail_digest,
                                      occurred_at, hash, previous_hash)
            select pg_temp.id(0, t), pg_temp.id(3, c * 1000 + s), pg_temp.id(0, 10000 + c), s, 'key:x', 'step.recorded', 'step',
                   pg_temp.id(1, c * 1000 + s), sha256('x'), timestamptz '2026-01-01 00:00Z' + (c * 100 + s) * interval '1 second',
                   sha256('x'), case when s > 0 then sha256('x') end
              from generate_series(1, 2) t, generate_series(1, 600) c, generate_series(0, 99) s;
            insert into threads (tenant_id, id, agent_id, thread, metadata, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(7, n), pg_temp.id(0, 2001 + case when n % 2 = 0 then 7 else n % 200 end), 'thread ' || n,
                   jsonb_build_object('source', 'loop', 'step', n), now(), timestamptz '2026-01-01 00:00Z' + n * interval '1 minute'
              from generate_series(1, 2) t, generate_series(1, 20000) n;
            insert into state_checkpoints (tenant_id, id, agent_id, thread_id, number, metadata, state_digest, size_bytes, stored_bytes, layout, packs, created_at)
            select pg_temp.id(0, t), pg_temp.id(10, n), pg_temp.id(0, 2008), pg_temp.id(7, 2 + n % 600 * 2), 1 + n / 600,
                   jsonb_build_object('source', 'loop', 'step', n), sha256('x'), 2, 0, 'x', '{}', now()
              from generate_series(1, 2) t, generate_series(1, 20000) n;
            insert into api_keys (tenant_id, id, name, prefix, secret_hash, scopes, created_at)
            select pg_temp.id(0, t), pg_temp.id(4, k), 'x', 'wm_', sha256(convert_to(t || ' ' || k, 'UTF8')), array['read'], now()
              from generate_series(1, 2) t, generate_series(1, 5000) k;
            select make_metric_partitions(now() - interval '3 months', now());
            insert into agent_metrics (tenant_id, agent_id, name, metric_type, value, tags, recorded_at)
            select pg_temp.id(0, t), pg_temp.id(0, 2001 + p % 20), 'metric ' || p % 7, 'gauge', p, jsonb_build_object('tool', p % 3),
                   now() - p * interval '2 minutes'
              from generate_series(1, 2) t, generate_series(1, 20000) p;
            insert into agent_metrics_daily (tenant_id, agent_id, name, metric_type, day, points, total, lowest, highest, newest, newest_at, marks, counts)
            select pg_temp.id(0, t), pg_temp.id(0, 2001 + a), 'metric ' || m, 'gauge', d, 1, 1, 1, 1, 1, d, '{1}', '{1}'
              from generate_series(1, 2) t, generate_series(0, 19) a, generate_series(0, 6) m,
                   generate_series(date_trunc('day', now() - interval '300 days', 'UTC'), now() - interval '91 days', interval '1 day') d;
            insert into conversations (tenant_id, id, external_id, tag, agent_id, user_id, next_position, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(10, c), 'conversation ' || c, c, pg_temp.id(0, 2001 + c % 200), 'user ' || c % 500, 31,
                   timestamptz '2026-01-01 00:00Z' + c * interval '1 minute', now()
              from generate_series(1, 2) t, generate_series(1, 20000) c;
            insert into messages (tenant_id, id, conversation_id, position, role, content_type, content, created_at)
            select pg_temp.id(0, t), message_id(timestamptz '2026-01-01 00:00Z' + c * interval '1 minute', c, p), pg_temp.id(10, c), p,
                   'user', 'text', '{"type":"text"}', now()
              from generate_series(1, 2) t, generate_series(1, 2000) c, generate_series(1, 30) p;
            insert into conversation_sessions (tenant_id, id, conversation_id, last_active_at, started_at, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(11, c), pg_temp.id(10, c), now(), now(), now(), now()
              from generate_series(1, 2) t, generate_series(1, 20000) c;
            insert into memory_context_items (tenant_id, id, conversation_id, source, content, relevance_score, created_at)
            select pg_temp.id(0, t), pg_temp.id(12, c * 100 + i), pg_temp.id(10, c), 'rag', '1', 0.5, now()
              from generate_series(1, 2) t, generate_series(1, 2000) c, generate_series(1, 30) i;
            insert into agent_memories (tenant_id, id, agent_id, memory_type, content, search_vector, metadata, created_at, updated_at)
            select pg_temp.id(0, t), pg_temp.id(21, m), pg_temp.id(0, 2001 + case when m % 10 = 0 then m % 200 else 7 end), 'semantic',
                   convert_to('{"concept":"c","definition":"word' || m || '"}', 'UTF8'), to_tsvector('english', 'c word' || m),
                   jsonb_build_object('step', m), timestamptz '2026-01-01 00:00Z' + m * interval '1 second', now()
              from generate_series(1, 2) t, generate_series(1, 20000) m;
            insert into memory_accesses (tenant_id, memory_id, agent_id, accessed_at)
            select pg_temp.id(0, t), pg_temp.id(21, m), pg_temp.id(0, 2001 + m % 200), now()
              from generate_series(1, 2) t, generate_series(1, 20000) m""";

    @Test
    void aStepIsFoundByItsId() {
        String step = "00000000-0000-7000-8000-000100007042";
        assertUses(
                "select * from step_rows where id = '" + step + "'",
                "command_steps_pkey",
                "snapshots_one_of_a_type_per_step");
    }

    @Test
    void aStepIsFoundByItsNumber() {
        assertUses(
                query(StepRepository.class, "findByNumber", Map.of("project", text(PROJECT), "number", "7::bigint")),
                "command_steps_step_number_unique");
    }

    @Test
    void aCommandIsFoundByItsId() {
        assertUses("select * from command_rows where id = '" + COMMAND + "'", "commands_pkey");
    }

    @Test
    void thePageOfACommand() {
        assertUses(query(StepRepository.class, "pageOfCommand", Map.of()), "command_steps_step_index_unique");
    }

    @Test
    void thePageOfAProject() {
        assertUses(
                query(StepRepository.class, "pageOfProject", Map.of("project", text(PROJECT), "activeOnly", "false")),
                "command_steps_step_number_unique");
    }

    @Test
    void theActiveStepsOfAProject() {
        assertUses(
                query(StepRepository.class, "pageOfProject", Map.of("project", text(PROJECT), "activeOnly", "true")),
                "command_steps_active_of_project");
    }

    @Test
    void theNewestCommandsOfATenant() {
        assertUses(query(CommandRepository.class, "page", Map.of()), "commands_newest_of_tenant");
    }

    @Test
    void theNewestCommandsOfAProject() {
        assertUses(
                query(CommandRepository.class, "page", Map.of("project", text(PROJECT))), "commands_newest_of_project");
    }

    @Test
    void theNewestCommandsOfAnAgent() {
        assertUses(
                query(CommandRepository.class, "page", Map.of("agent", text("agent 7"))), "commands_newest_of_agent");
    }

    @Test
    void aPageOfTheTimeline() {
        assertUses(
                query(TimelineRepository.class, "page", Map.of()),
                "command_steps_step_index_unique",
                "snapshots_in_timeline",
                "approvals_in_timeline",
                "rollback_entries_pkey",
                "step_evaluations_in_timeline",
                "step_outputs_in_timeline",
                "command_steps_changed");
        assertUses(
                query(TimelineRepository.class, "page", Map.of("following", "false")),
                "command_steps_step_index_unique",
                "snapshots_in_timeline");
    }

    @Test
    void theSweepFindsItsPlaceAndItsEndByTheIndex() {
        try (Inspector keep = Inspector.as(database, "waymark_keep")) {
            keep.run("select set_config('waymark.tenant_id', ?, false)", TENANT);
            // few commands have ended here: whether the index can be used, not whether it pays
            keep.run("set enable_seqscan = off");
            keep.run("set enable_bitmapscan = off");
            keep.run("set enable_sort = off");
            Map.of(
                            "commands_with_snapshots", "commands_with_snapshots_to_sweep",
                            "commands_with_evaluations", "commands_with_evaluations_to_sweep",
                            "commands_with_plain_results", "commands_with_results_to_compress",
                            "commands_with_results", "commands_with_results_to_sweep")
                    .forEach((commands, index) -> {
                        JsonNode plan = plan(keep, """
                                select id from %s(now(), now() - interval '1 day', '%s'::uuid, false, 100)
                                """.formatted(commands, COMMAND));
                        assertThat(plan.findValuesAsText("Index Name"))
                                .as("%s", plan.toPrettyString())
                                .containsExactly(index);
                        assertThat(plan.findValuesAsText("Index Cond"))
                                .as("%s", plan.toPrettyString())
                                .singleElement()
                                .asString()
                                .contains(" <= now()")
                                .contains(">= ROW(");
                    });
        }
    }

    @Test
    void theInbox() {
        assertUses(
                query(ApprovalRepository.class, "page", Map.of("wanted", text("pending"))), "approval_requests_open");
        assertUses(query(ApprovalRepository.class, "page", Map.of()), "approval_requests_newest");
    }

    @Test
    void theDecisionsAboutAStep() {
        String step = "'00000000-0000-7000-8000-000100007042'::uuid";
        assertUses(
                query(ApprovalRepository.class, "ofStep", Map.of("step", step, "withContext", "false")),
                "command_approvals_one_per_decider");
    }

    @Test
    void theChangesBetweenTwoSnapshots() {
        String snapshot = "'00000000-0000-7000-8000-000200007005'::uuid";
        assertUses(
                query(
                        SnapshotRepository.class,
                        "changedSections",
                        Map.of("before", snapshot, "after", snapshot, "names", SECTIONS)),
                "system_state_snapshots_pkey",
                "documents_pkey");
    }

    @Test
    void theChangesOfAStep() {
        String step = "'00000000-0000-7000-8000-000100007005'::uuid";
        assertUses(
                query(SnapshotRepository.class, "changedSectionsOfStep", Map.of("step", step, "names", SECTIONS)),
                "snapshots_one_of_a_type_per_step",
                "documents_pkey");
    }

    @Test
    void theRollbacksOfAProject() {
        assertUses(
                query(RollbackRepository.class, "page", Map.of("key", text(PROJECT), "before", "9::bigint")),
                "rollbacks_ordinal_unique");
    }

    @Test
    void theEvaluationsOfAStep() {
        String step = "00000000-0000-7000-8000-000100007007";
        assertUses(
                query(
                        EvaluationRepository.class,
                        "pageOfStep",
                        Map.of("step", "'" + step + "'::uuid", "before", "9223372036854775807")),
                "step_evaluations_newest_of_step");
        assertUses(
                query(EvaluationRepository.class, "newestOf", Map.of("steps", text("[\"" + step + "\"]"))),
                "step_evaluations_newest_of_step");
    }

    @Test
    void theFiguresOfAMetric() {
        JsonNode plan = assertUsesOneMonthOfMetrics(query(
                MetricRepository.class,
                "figures",
                Map.of(
                        "agentName",
                        text("agent 7"),
                        "metricName",
                        text("metric 3"),
                        "since",
                        THIS_MONTH,
                        "until",
                        "now()",
                        "bucket",
                        text("day"),
                        "tags",
                        text("{\"tool\": \"1\"}"),
                        "percentiles",
                        "true")));
        assertThat(plan.findValuesAsText("Index Cond"))
                .as("%s", plan.toPrettyString())
                .anyMatch(condition -> condition.contains("tenant_id")
                        && condition.contains("name")
                        && condition.contains("recorded_at"));
    }

    @Test
    void theMetricsOfAnAgent() {
        assertUsesOneMonthOfMetrics(query(
                MetricRepository.class,
                "names",
                Map.of("agentName", text("agent 7"), "since", THIS_MONTH, "until", "now()", "afterName", text(""))));
    }

    /// By the index of a partition, and by none of the months that were not asked about.
    private JsonNode assertUsesOneMonthOfMetrics(String query) {
        JsonNode plan = planRun(read, query);
        assertThat(plan.findValuesAsText("Node Type"))
                .as("%s", plan.toPrettyString())
                .noneMatch(node -> node.equals("Seq Scan"));
        assertThat(plan.findValuesAsText("Index Name").stream()
                        .filter(index ->
                                index.startsWith("agent_metrics") && !index.equals("agent_metrics_daily_one_per_day"))
                        .distinct())
                .as("%s", plan.toPrettyString())
                .singleElement()
                .asString()
                .endsWith("_tenant_id_agent_id_name_recorded_at_idx");
        return plan;
    }

    @Test
    void anAgentForATask() {
        assertUses(query(AgentRepository.class, "page", Map.of()), "agents_newest");
        assertUses(
                query(
                        AgentRepository.class,
                        "pageOfCapability",
                        Map.of("status", text("idle"), "capability", text("capability 7"), "enabled", "true")),
                "agent_capabilities_who_has",
                "agents_pkey",
                "agent_status_pkey");
        assertUses(query(AgentRepository.class, "page", Map.of("status", text("error"))), "agent_status_by_status");
        assertUses(
                query(
                        AgentRepository.class,
                        "inParts",
                        Map.of(
                                "agentName",
                                text("worker 7"),
                                "configs",
                                "true",
                                "status",
                                "true",
                                "capabilities",
                                "true",
                                "metrics",
                                "false",
                                "state",
                                "false")),
                "agents_name_unique",
                "agent_status_pkey",
                "agent_configs_config_key_unique",
                "agent_capabilities_version_unique");
    }

    @Test
    void theAuditEventsOfASubject() {
        try (Inspector access = Inspector.as(database, "waymark_access")) {
            access.run("select set_config('waymark.tenant_id', ?, false)", TENANT);
            String subject = "'00000000-0000-7000-8000-000100007042'::uuid";
            assertUses(
                    access,
                    query(AuditEventRepository.class, "page", Map.of("subject", subject)),
                    "audit_events_of_subject");
            assertUses(access, query(AuditEventRepository.class, "page", Map.of()), "audit_events_newest");
            assertUses(
                    access,
                    query(AuditEventRepository.class, "page", Map.of("chain", "'" + COMMAND + "'::uuid")),
                    "audit_events_chain_has_no_gap_twice");
        }
    }

    @Test
    void aKeyIsFoundByItsSecret() {
        try (Inspector inspector = Inspector.of(database)) {
            inspector.run("set role waymark_authenticator");
            assertUses(
                    inspector,
                    "select * from api_keys k where k.secret_hash = sha256('1 77') and k.revoked_at is null",
                    "api_keys_by_secret");
        }
    }

    @Test
    void theThreadsOfAnAgent() {
        assertUses(query(ThreadRepository.class, "page", Map.of("agentName", text("agent 8"))), "threads_newest_first");
    }

    @Test
    void threadsAreFoundByTheirMetadata() {
        searching("threads_with", (searcher, found) -> {
            assertThat(searcher.rows(found)).hasSize(1);
            assertUses(searcher, found, "threads_by_metadata");
        });
    }

    @Test
    void checkpointsAreFoundByTheirMetadata() {
        searching("checkpoints_with", (searcher, found) -> {
            assertThat(searcher.rows(found)).hasSize(1);
            assertUses(searcher, found, "state_checkpoints_by_metadata");
        });
    }

    @Test
    void theMemoriesOfAnAgent() {
        assertUses(
                query(
                        MemoryRepository.class,
                        "page",
                        Map.of(
                                "agentName",
                                text("agent 8"),
                                "memoryType",
                                "null",
                                "endUser",
                                "null",
                                "withSuperseded",
                                "false")),
                "agent_memories_newest_first");
    }

    @Test
    void memoriesAreFoundByTheirWordsAndMetadata() {
        String words = "'{\"query\": \"word1007\"}'::jsonb";
        assertFindsMemories(
                words,
                "and m.search_vector @@ websearch_to_tsquery('english', " + words + " ->> 'query')",
                "agent_memories_by_words");
        assertFindsMemories("'{\"metadata\": {\"step\": 1007}}'::jsonb", "", "agent_memories_by_metadata");
    }

    private void assertFindsMemories(String search, String more, String index) {
        try (Inspector searcher = Inspector.of(database)) {
            searcher.run("select set_config('waymark.tenant_id', ?, false)", TENANT);
            String query = searcher.text(
                            "select format('select %s from agent_memories m where %s ', memory_parts(), memory_conditions("
                                    + search + "))")
                    .replace("$1", "'00000000-0000-7000-8000-000000002008'::uuid")
                    .replace("$2", search)
                    .replace("$3", "'english'::regconfig")
                    .replace("$4", "'" + TENANT + "'::uuid")
                    .replace("$5", "now()")
                    .replace(" ? '", " ?? '");
            searcher.run("set role waymark_searcher");
            assertThat(searcher.rows(query + more)).isNotEmpty();
            assertUses(searcher, query + more, index);
        }
    }

    /// Asks what a function asks, as the role that it runs as: under the policy of the callers, containment finds no
    /// index.
    private void searching(String function, BiConsumer<Inspector, String> check) {
        try (Inspector searcher = Inspector.of(database)) {
            String query = searcher.text("select prosrc from pg_proc where proname = ?", function)
                    .replaceFirst("(?s).*return query", "")
                    .replaceFirst("(?s);\\s*end\\s*$", "")
                    .replace("p_agent", "'00000000-0000-7000-8000-000000002008'::uuid")
                    .replace("p_alternatives", "'[{\"step\": \"778\"}, {\"step\": 778}]'::jsonb")
                    .replace("p_thread", "null::uuid")
                    .replace("p_namespace", "null::text")
                    .replace("p_before_number", "9223372036854775807")
                    .replace("p_before_id", "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid")
                    .replace("p_before", LAST)
                    .replace("p_rows", "51");
            searcher.run("set role waymark_searcher");
            searcher.run("select set_config('waymark.tenant_id', ?, false)", TENANT);
            check.accept(searcher, query);
        }
    }

    @Test
    void theMessagesOfAConversationBothWays() {
        try (Inspector inspector = Inspector.of(database)) {
            String query = inspector
                    .text("select prosrc from pg_proc where proname = 'stored_messages'")
                    .replaceFirst("(?s).*return query", "")
                    .replaceFirst("(?s);\\s*end\\s*$", "")
                    .replace("v.id", """
                            (select c.id from conversations c
                              where c.tenant_id = current_tenant() and c.external_id_hash = name_hash('conversation 7'))""")
                    .replace("v_from", "1")
                    .replace("v_to", "98")
                    .replace("v_language", "'english'::regconfig")
                    .replace("v_query", "null::tsquery")
                    .replace("p_message_type", "null::text")
                    .replace("p_session", "null::uuid")
                    .replace("p_rows", "51")
                    .replace("p_bytes", "4000000");
            for (String forward : new String[] {"true", "false"}) {
                for (String role : new String[] {"null::text", text("user")}) {
                    assertUses(query.replace("p_forward", forward).replace("p_role", role), "messages_position_unique");
                }
            }
        }
    }

    @Test
    void theMessagesOfAConversationByTheirPositionAlone() {
        try (Inspector inspector = Inspector.of(database)) {
            String query = inspector
                    .text("select prosrc from pg_proc where proname = 'stored_messages'")
                    .replaceFirst("(?s).*if v_plain then\\s+return query", "")
                    .replaceFirst("(?s);.*", "")
                    .replace("v.id", """
                            (select c.id from conversations c
                              where c.tenant_id = current_tenant() and c.external_id_hash = name_hash('conversation 7'))""")
                    .replace("v_from", "1")
                    .replace("v_to", "98")
                    .replace("p_forward", "false")
                    .replace("p_bytes", "4000000");
            assertUses(query, "messages_position_unique");
        }
    }

    @Test
    void theNewestConversationsWithWhatWasSaidLast() {
        assertUses(
                query(PreviewRepository.class, "page", Map.of("user", "null")),
                "conversations_newest_first",
                "messages_position_unique");
        assertUses(
                query(PreviewRepository.class, "page", Map.of("user", text("user 7"))),
                "conversations_of_user_newest_first");
        assertUses(
                query(PreviewRepository.class, "page", Map.of("user", "null", "agent", text("agent 8"))),
                "conversations_of_agent_newest_first");
    }

    @Test
    void theSessionsAndTheContextItemsOfAConversation() {
        assertUses(
                query(SessionRepository.class, "page", Map.of("externalId", text("conversation 7"))),
                "conversation_sessions_in_order");
        assertUses(
                query(
                        ContextItemRepository.class,
                        "page",
                        Map.of(
                                "externalId",
                                text("conversation 7"),
                                "source",
                                "null",
                                "minRelevance",
                                "0",
                                "score",
                                "2",
                                "afterId",
                                "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid")),
                "memory_context_items_best_first");
    }

    private void assertUses(String query, String... indexes) {
        assertUses(read, query, indexes);
    }

    private static void assertUses(Inspector inspector, String query, String... indexes) {
        JsonNode plan = plan(inspector, query);
        assertThat(plan.findValuesAsText("Index Name"))
                .as("%s", plan.toPrettyString())
                .contains(indexes);
        assertThat(plan.findValuesAsText("Node Type"))
                .as("%s", plan.toPrettyString())
                .noneMatch(node -> node.equals("Seq Scan"));
    }

    /// The plan after a run, in which partitions that stable functions rule out are left out.
    private static JsonNode planRun(Inspector inspector, String query) {
        try {
            return Functions.JSON.readTree(inspector.text("explain (analyze, timing off, format json) " + query));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode plan(Inspector inspector, String query) {
        try {
            return Functions.JSON.readTree(inspector.text("explain (format json) " + query));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /// The query of a repository's method, with literals for its parameters: the plan that a first run gets.
    private static String query(Class<?> repository, String method, Map<String, String> values) {
        String sql = Arrays.stream(repository.getMethods())
                .filter(candidate -> candidate.getName().equals(method))
                .map(candidate -> candidate.getAnnotation(Query.class).value())
                .findFirst()
                .orElseThrow();
        Matcher parameter = PARAMETER.matcher(sql);
        return parameter.replaceAll(found -> {
            String value = values.getOrDefault(found.group(1), PAGE.get(found.group(1)));
            return Matcher.quoteReplacement(String.valueOf(value));
        });
    }

    private static String text(String value) {
        return "'" + value + "'";
    }
}
