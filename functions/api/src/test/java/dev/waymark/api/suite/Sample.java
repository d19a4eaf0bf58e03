package dev.waymark.api.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A good request for one route. A new route fails every suite that walks them all until it has
/// one here.
///
/// @param path with the names of a ledger's rows, such as `{project}` or `{step}`, to be
///     filled in
/// @param json with every member that the route knows; null for a route without a body. `{…}`
///     as in the path, in `<…>`
/// @param query every query parameter that the route knows, with a good value
/// @param versioned whether the route takes If-Match
record Sample(String route, String path, @Nullable String json, Map<String, String> query, boolean versioned) {
    private static final String SECTIONS = """
            {'system_info': {'os': 'Debian'}, 'services_status': {'ssh': 'running'}, 'packages_installed': [],
             'network_connections': [], 'file_system_state': {}, 'process_list': [], 'resource_usage': {}}""";
    private static final String RESULT = """
            'execution_result': {'stdout': 'x'}, 'exit_code': 0, 'resource_usage': {'cpu': 1}, 'metadata': {'a': 1},
            'external_ref': 'T-1', 'branch': 'main', 'checkpoint_id': '00000000-0000-7000-8000-000000000001', 'commit_sha_before': '%1$s', 'commit_sha_after': '%1$s',
            'token_usage': {'prompt_tokens': 1, 'completion_tokens': 2, 'total_tokens': 3, 'cost_usd': 0.5},
            'started_at': '2026-11-20T10:00:00Z', 'ended_at': '2026-11-20T10:00:01Z', 'duration_ms': 1000,
            'after': %2$s""".formatted("a".repeat(40), SECTIONS);
    private static final String STEP = """
            {'id': '<new>', 'command': 'ls', 'explanation': 'look', 'expected_outcome': 'files', 'step_type': 'generated',
             'risk_level': 'low', 'status': 'completed', 'agent_config': {'model': 'm'},
             'generated_at': '2026-11-20T09:00:00Z', 'before': %s, %s}""".formatted(SECTIONS, RESULT);
    private static final Map<String, String> PAGE = Map.of("limit", "5", "cursor", "NS4w");
    private static final Map<String, String> BY_NAME = Map.of("limit", "5", "cursor", "bjEuYTE");
    private static final Map<String, String> NEWEST =
            Map.of("limit", "5", "cursor", "OTk5OTk5OTk5OTk5OS4wMTkzYTAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA");

    private static final Map<String, Sample> ALL = all();

    /// The sample of a route.
    static Sample of(String route) {
        Sample sample = ALL.get(route);
        if (sample == null) {
            throw new AssertionError("give " + route + " a sample: the suites walk every route");
        }
        return sample;
    }

    private static Map<String, Sample> all() {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample("POST /v1/tenants", "/v1/tenants", "{'id': '<new>', 'name': 'x'}", Map.of(), false));
        samples.add(get("GET /v1/tenants", "/v1/tenants", NEWEST));
        samples.add(new Sample("DELETE /v1/tenants/{id}", "/v1/tenants/{tenant}", null, Map.of(), false));
        samples.add(get("GET /v1/tenants/{id}/erasure", "/v1/tenants/{gone}/erasure", Map.of()));
        samples.add(new Sample("POST /v1/api-keys", "/v1/api-keys", """
                {'id': '<new>', 'name': 'x', 'scopes': ['read'], 'agent_id': '<agent>', 'expires_at': '2099-01-01T00:00:00Z'}""", Map.of(), false));
        samples.add(get("GET /v1/retention-policies", "/v1/retention-policies", Map.of()));
        samples.add(new Sample("PUT /v1/retention-policies", "/v1/retention-policies", """
                {'items': [{'kind': 'system_state_snapshots', 'days': 30, 'then': 'archive'}]}""", Map.of(), true));
        samples.add(get("GET /v1/retention-runs", "/v1/retention-runs", NEWEST));
        samples.add(
                new Sample("POST /v1/retention-runs", "/v1/retention-runs", "{}", Map.of("dry_run", "true"), false));
        samples.add(get("GET /v1/settings", "/v1/settings", Map.of()));
        samples.add(new Sample("PUT /v1/settings", "/v1/settings", """
                {'text_search': 'simple', 'embedding_dimensions': 1536, 'context_window_size': 50,
                 'context_window_token_limit': 100000, 'session_idle_ms': 3600000, 'encryption': {'fields': ['messages.content']},
                 'redaction': {'patterns': [{'name': 'house', 'pattern': 'house-[0-9]{6}'}]}}""", Map.of(), true));
        samples.add(new Sample("POST /v1/encryption-keys", "/v1/encryption-keys", null, Map.of(), false));
        samples.add(get("GET /v1/encryption-keys", "/v1/encryption-keys", NEWEST));
        samples.add(get("GET /v1/api-keys", "/v1/api-keys", NEWEST));
        samples.add(new Sample("DELETE /v1/api-keys/{id}", "/v1/api-keys/{key}", null, Map.of(), false));
        samples.add(get(
                "GET /v1/audit-events",
                "/v1/audit-events",
                with(
                        NEWEST,
                        Map.of(
                                "subject_id",
                                "<command>",
                                "chain_id",
                                "<command>",
                                "action",
                                "command.created",
                                "from",
                                "2020-01-01T00:00:00Z",
                                "to",
                                "2099-01-01T00:00:00Z"))));
        samples.add(new Sample("PUT /v1/projects/{key}", "/v1/projects/{project}", """
                {'name': 'x', 'repository_url': 'https://example.org/x', 'settings': {'approval': {'high': 1}}}""", Map.of(), true));
        samples.add(get("GET /v1/projects", "/v1/projects", NEWEST));
        samples.add(get("GET /v1/projects/{key}", "/v1/projects/{project}", Map.of()));
        samples.add(new Sample(
                "DELETE /v1/projects/{key}", "/v1/projects/{project}", null, Map.of("confirm", "<project>"), true));
        samples.add(get(
                "GET /v1/projects/{key}/steps",
                "/v1/projects/{project}/steps",
                with(PAGE, Map.of("expand", "snapshots,evaluation"))));
        samples.add(get(
                "GET /v1/projects/{key}/steps/active",
                "/v1/projects/{project}/steps/active",
                with(PAGE, Map.of("expand", "snapshots,evaluation"))));
        samples.add(get(
                "GET /v1/projects/{key}/steps/{n}",
                "/v1/projects/{project}/steps/S1",
                Map.of("expand", "snapshots,agent_config,execution_result")));
        String rollback = "{'id': '<new>', 'reason': 'it broke', 'dry_run': false}";
        samples.add(new Sample(
                "POST /v1/projects/{key}/steps/{n}/rollback",
                "/v1/projects/{project}/steps/S1/rollback",
                rollback,
                Map.of(),
                false));
        samples.add(new Sample(
                "POST /v1/projects/{key}/steps/{n}/deactivate",
                "/v1/projects/{project}/steps/S2/deactivate",
                rollback,
                Map.of(),
                false));
        samples.add(new Sample(
                "POST /v1/projects/{key}/rollbacks/{id}/undo",
                "/v1/projects/{project}/rollbacks/{rollback}/undo",
                null,
                Map.of(),
                false));
        samples.add(get("GET /v1/projects/{key}/rollbacks", "/v1/projects/{project}/rollbacks", PAGE));
        samples.add(get(
                "GET /v1/projects/{key}/insights",
                "/v1/projects/{project}/insights",
                Map.of("from", "2026-01-01T00:00:00Z", "to", "2026-12-01T00:00:00Z", "bucket", "month")));
        samples.add(new Sample("POST /v1/commands", "/v1/commands", """
                {'id': '<new>', 'project': '<project>', 'request': 'do it', 'agent': 'coder', 'requires_state_evaluation': true,
                 'adaptive_mode': false, 'external_ref': 'T-1', 'metadata': {'a': 1}, 'baseline': %s}""".formatted(SECTIONS), Map.of(), false));
        samples.add(get(
                "GET /v1/commands",
                "/v1/commands",
                with(
                        NEWEST,
                        Map.of(
                                "project",
                                "<project>",
                                "status",
                                "pending",
                                "agent",
                                "coder",
                                "from",
                                "2020-01-01T00:00:00Z",
                                "to",
                                "2099-01-01T00:00:00Z"))));
        samples.add(get("GET /v1/commands/{id}/audit-chain", "/v1/commands/{command}/audit-chain", Map.of()));
        samples.add(get("GET /v1/commands/{id}", "/v1/commands/{command}", Map.of()));
        samples.add(new Sample(
                "PATCH /v1/commands/{id}",
                "/v1/commands/{command}",
                "{'status': 'completed', 'external_ref': 'T-2', 'metadata': {'b': 2}}",
                Map.of(),
                true));
        samples.add(new Sample("DELETE /v1/commands/{id}", "/v1/commands/{command}", null, Map.of(), true));
        samples.add(new Sample("POST /v1/commands/{id}/steps", "/v1/commands/{command}/steps", STEP, Map.of(), false));
        samples.add(get(
                "GET /v1/commands/{id}/steps",
                "/v1/commands/{command}/steps",
                with(PAGE, Map.of("expand", "snapshots,evaluation"))));
        samples.add(new Sample(
                "POST /v1/commands/{id}/evaluations", "/v1/commands/{command}/evaluations", """
                {'evaluations': [{'step_id': '<executed>', 'id': '<new>',
                                  'expectations': [{'name': 'x', 'predicate': '$.result.exit_code == 0', 'severity': 'required'}]}]}""", Map.of(), false));
        samples.add(new Sample(
                "POST /v1/commands/{id}/snapshots",
                "/v1/commands/{command}/snapshots",
                """
                {'id': '<new>', 'snapshot_type': 'baseline', 'captured_at': '2026-11-20T10:00:00Z', 'sections': %s}""".formatted(SECTIONS),
                Map.of(),
                false));
        samples.add(get(
                "GET /v1/commands/{id}/timeline",
                "/v1/commands/{command}/timeline",
                Map.of("limit", "5", "cursor", "NS4w", "after", "NS4w", "wait_ms", "0")));
        samples.add(get(
                "GET /v1/steps/{id}", "/v1/steps/{step}", Map.of("expand", "snapshots,agent_config,execution_result")));
        samples.add(new Sample(
                "PATCH /v1/steps/{id}", "/v1/steps/{step}", "{'status': 'completed', " + RESULT + "}", Map.of(), true));
        samples.add(new Sample(
                "POST /v1/steps/{id}/output",
                "/v1/steps/{step}/output",
                "{'stdout': 'x', 'stderr': 'y'}",
                Map.of(),
                false));
        samples.add(new Sample(
                "POST /v1/steps/{id}/snapshots",
                "/v1/steps/{step}/snapshots",
                """
                {'id': '<new>', 'snapshot_type': 'after_step', 'captured_at': '2026-11-20T10:00:00Z', 'sections': %s}""".formatted(SECTIONS),
                Map.of(),
                false));
        samples.add(new Sample("POST /v1/steps/{id}/approvals", "/v1/steps/{waiting}/approvals", """
                {'id': '<new>', 'decision': 'approved', 'approval_reasoning': 'seen', 'expected_impact': {'a': 1}}""", Map.of(), false));
        samples.add(get(
                "GET /v1/steps/{id}/approvals", "/v1/steps/{decided}/approvals", Map.of("expand", "state_context")));
        samples.add(get("GET /v1/approvals", "/v1/approvals", with(NEWEST, Map.of("status", "pending"))));
        samples.add(new Sample(
                "POST /v1/effects/{key}/claim",
                "/v1/effects/{fresh}/claim",
                "{'id': '<new>', 'command_id': '<command>', 'ttl_ms': 60000}",
                Map.of(),
                false));
        samples.add(new Sample(
                "POST /v1/effects/{key}/complete",
                "/v1/effects/{project}/complete",
                "{'fencing_token': 1, 'result': {'paid': true}}",
                Map.of(),
                false));
        // rules are asked with expectations instead: the two exclude each other
        samples.add(new Sample(
                "POST /v1/steps/{id}/evaluations", "/v1/steps/{executed}/evaluations", """
                {'id': '<new>', 'evaluator': 'x', 'evaluation_type': 'partial', 'confidence_score': 0.5,
                 'success_indicators': [{'rule': 'a', 'saw': 1, 'at': '$', 'severity': 'required'}],
                 'failure_indicators': [{'rule': 'b'}],
                 'recommendations': [{'action': 'retry', 'reason': 'why not', 'target': 'S1'}]}""", Map.of(), false));
        samples.add(get("GET /v1/steps/{id}/evaluations", "/v1/steps/{executed}/evaluations", PAGE));
        samples.add(new Sample("PUT /v1/remedies/{name}", "/v1/remedies/{remedy}", """
                {'applies_when': '$.confidence_score < 1', 'command': 'x', 'explanation': 'y', 'risk_level': 'low', 'enabled': true}""", Map.of(), true));
        samples.add(get("GET /v1/remedies", "/v1/remedies", NEWEST));
        samples.add(get("GET /v1/remedies/{name}", "/v1/remedies/{remedy}", Map.of()));
        samples.add(new Sample("DELETE /v1/remedies/{name}", "/v1/remedies/{remedy}", null, Map.of(), true));
        samples.add(get("GET /v1/snapshots/{id}", "/v1/snapshots/{snapshot}", Map.of("sections", "system_info")));
        samples.add(get(
                "GET /v1/snapshots/{a}/diff/{b}",
                "/v1/snapshots/{snapshot}/diff/{after}",
                Map.of("sections", "system_info")));
        samples.add(get(
                "GET /v1/steps/{id}/state-changes",
                "/v1/steps/{changed}/state-changes",
                Map.of("sections", "system_info")));
        samples.add(new Sample("PUT /v1/agents/{name}", "/v1/agents/{agent}", """
                {'agent_type': 'coder', 'description': 'd', 'system_instructions': 's', 'assistant_instructions': 'a',
                 'personality': 'p', 'settings': {'a': 1}}""", Map.of(), true));
        samples.add(get(
                "GET /v1/agents",
                "/v1/agents",
                with(
                        NEWEST,
                        Map.of(
                                "status",
                                "idle",
                                "capability",
                                "<capability>",
                                "enabled",
                                "true",
                                "seen_within_ms",
                                "3600000"))));
        samples.add(get(
                "GET /v1/agents/{name}",
                "/v1/agents/{agent}",
                Map.of("expand", "configs,status,capabilities,metrics,state")));
        samples.add(new Sample("DELETE /v1/agents/{name}", "/v1/agents/{agent}", null, Map.of(), true));
        samples.add(new Sample(
                "PUT /v1/agents/{name}/configs/{key}",
                "/v1/agents/{agent}/configs/{config}",
                "{'config_type': 'json', 'value': {'a': 1}}",
                Map.of(),
                true));
        samples.add(get("GET /v1/agents/{name}/configs", "/v1/agents/{agent}/configs", BY_NAME));
        samples.add(get("GET /v1/agents/{name}/configs/{key}", "/v1/agents/{agent}/configs/{config}", Map.of()));
        samples.add(new Sample(
                "DELETE /v1/agents/{name}/configs/{key}", "/v1/agents/{agent}/configs/{config}", null, Map.of(), true));
        String capability = "/v1/agents/{agent}/capabilities/{capability}/1.0";
        samples.add(new Sample(
                "PUT /v1/agents/{name}/capabilities/{capability}/{version}",
                capability,
                "{'enabled': true, 'definition': {'a': 1}}",
                Map.of(),
                true));
        samples.add(get(
                "GET /v1/agents/{name}/capabilities",
                "/v1/agents/{agent}/capabilities",
                with(BY_NAME, Map.of("enabled", "true"))));
        samples.add(get("GET /v1/agents/{name}/capabilities/{capability}/{version}", capability, Map.of()));
        samples.add(new Sample(
                "DELETE /v1/agents/{name}/capabilities/{capability}/{version}", capability, null, Map.of(), true));
        samples.add(new Sample(
                "PUT /v1/agents/{name}/status",
                "/v1/agents/{agent}/status",
                "{'current_status': 'busy', 'active_command_ids': ['<command>'], 'detail': {'a': 1}}",
                Map.of(),
                false));
        samples.add(get("GET /v1/agents/{name}/status", "/v1/agents/{agent}/status", Map.of()));
        samples.add(new Sample(
                "POST /v1/locks/{lock}",
                "/v1/locks/{fresh}",
                "{'id': '<new>', 'agent': 'coder', 'ttl_ms': 60000}",
                Map.of(),
                false));
        samples.add(new Sample(
                "PUT /v1/locks/{lock}",
                "/v1/locks/{project}",
                "{'fencing_token': 1, 'ttl_ms': 60000}",
                Map.of(),
                false));
        samples.add(get("GET /v1/locks/{lock}", "/v1/locks/{project}", Map.of()));
        samples.add(new Sample(
                "DELETE /v1/locks/{lock}", "/v1/locks/{project}", null, Map.of("fencing_token", "1"), false));
        samples.add(new Sample(
                "PUT /v1/agents/{name}/threads/{thread}",
                "/v1/agents/{agent}/threads/{thread}",
                "{'metadata': {'a': 1}}",
                Map.of(),
                true));
        samples.add(get("GET /v1/agents/{name}/threads/{thread}", "/v1/agents/{agent}/threads/{thread}", Map.of()));
        String checkpoints = "/v1/agents/{agent}/threads/{thread}/checkpoints";
        samples.add(
                new Sample("POST /v1/agents/{name}/threads/{thread}/checkpoints", checkpoints, """
                {'id': '<new>', 'namespace': 'n', 'parent_checkpoint_id': '<checkpoint>', 'checkpoint_type': 'manual', 'trigger_reason': 'x',
                 'metadata': {'a': 1}, 'base_checkpoint_id': '<checkpoint>', 'keep': ['note'], 'set': {'b': 2}, 'unset': ['c'],
                 'patch': [{'op': 'add', 'path': '/d', 'value': 1}], 'pinned': false, 'retention_policy': 'temporary',
                 'expires_at': '2099-01-01T00:00:00Z',
                 'writes': [{'task_id': 't', 'index': 0, 'key': 'k', 'value': 1, 'task_path': 'p'}]}""", Map.of(), false));
        samples.add(get(
                "GET /v1/agents/{name}/threads/{thread}/checkpoints/latest",
                checkpoints + "/latest",
                Map.of("namespace", "", "keys", "note")));
        Map<String, String> narrowed = Map.of(
                "namespace", "", "before", "<new>", "metadata.note", "x", "expand", "state,writes", "limit", "5");
        samples.add(get(
                "GET /v1/agents/{name}/threads/{thread}/checkpoints",
                checkpoints,
                with(narrowed, Map.of("cursor", "NS4w"))));
        samples.add(get(
                "GET /v1/agents/{name}/checkpoints",
                "/v1/agents/{agent}/checkpoints",
                with(narrowed, Map.of("cursor", NEWEST.get("cursor")))));
        samples.add(get(
                "GET /v1/checkpoints/{id}/history",
                "/v1/checkpoints/{branch}/history",
                Map.of("keys", "note", "cursor", NEWEST.get("cursor"))));
        samples.add(get("GET /v1/checkpoints/{id}", "/v1/checkpoints/{checkpoint}", Map.of("keys", "note")));
        samples.add(new Sample(
                "POST /v1/checkpoints/{id}/writes", "/v1/checkpoints/{checkpoint}/writes", """
                {'writes': [{'task_id': 't', 'index': 7, 'key': 'k', 'value': 1, 'task_path': 'p'}]}""", Map.of(), false));
        samples.add(new Sample(
                "DELETE /v1/agents/{name}/threads/{thread}",
                "/v1/agents/{agent}/threads/{thread}",
                null,
                Map.of("confirm", "<thread>"),
                true));
        samples.add(get(
                "GET /v1/agents/{name}/threads",
                "/v1/agents/{agent}/threads",
                with(NEWEST, Map.of("metadata.a", "1"))));
        String state = "/v1/agents/{agent}/threads/{thread}/state";
        samples.add(get(
                "GET /v1/agents/{name}/threads/{thread}/state",
                state,
                Map.of("version", "1", "at", "2099-01-01T00:00:00Z", "partitions", "local_state")));
        samples.add(new Sample("PUT /v1/agents/{name}/threads/{thread}/state", state, """
                {'local_state': {'a': 1}, 'shared_state': {'b': 2}, 'session_state': {}, 'persistent_state': {}, 'trigger': 'x'}""", Map.of(), true));
        samples.add(new Sample(
                "PATCH /v1/agents/{name}/threads/{thread}/state",
                state,
                "{'local_state': {'a': 1}, 'shared_state': {'b': 2}}",
                Map.of("trigger", "x"),
                true));
        samples.add(get(
                "GET /v1/agents/{name}/threads/{thread}/state/versions",
                state + "/versions",
                with(PAGE, Map.of("expand", "local_state"))));
        samples.add(get("GET /v1/agents/{name}/threads/{thread}/state/transitions", state + "/transitions", PAGE));
        samples.add(new Sample(
                "POST /v1/agents/{name}/threads/{thread}/state/transitions/{id}/rollback",
                state + "/transitions/{transition}/rollback",
                "{'trigger': 'x'}",
                Map.of(),
                false));
        samples.add(new Sample("POST /v1/agents/{name}/metrics", "/v1/agents/{agent}/metrics", """
                {'points': [{'name': 'latency_ms', 'metric_type': 'histogram', 'value': 12.5, 'tags': {'tool': 'bash'}}]}""", Map.of(), false));
        samples.add(get(
                "GET /v1/agents/{name}/metrics",
                "/v1/agents/{agent}/metrics",
                Map.of("limit", "5", "cursor", "bi5h", "from", "2020-01-01T00:00:00Z", "to", "2099-01-01T00:00:00Z")));
        samples.add(get(
                "GET /v1/agents/{name}/metrics/{metric}",
                "/v1/agents/{agent}/metrics/latency_ms",
                Map.of(
                        "from",
                        "2020-01-01T00:00:00Z",
                        "to",
                        "2099-01-01T00:00:00Z",
                        "bucket",
                        "hour",
                        "stat",
                        "count,p95",
                        "tag.tool",
                        "bash")));
        samples.add(new Sample("PATCH /v1/checkpoints/{id}", "/v1/checkpoints/{checkpoint}", """
                {'pinned': true, 'retention_policy': 'temporary', 'expires_at': '2099-01-01T00:00:00Z'}""", Map.of(), false));
        samples.add(new Sample("DELETE /v1/checkpoints/{id}", "/v1/checkpoints/{checkpoint}", null, Map.of(), false));
        samples.add(new Sample(
                "POST /v1/checkpoints/{id}/fork", "/v1/checkpoints/{checkpoint}/fork", """
                {'thread': '<new>', 'id': '<new>', 'metadata': {'a': 1}, 'checkpoint_type': 'milestone', 'trigger_reason': 'x',
                 'pinned': false, 'retention_policy': 'temporary', 'expires_at': '2099-01-01T00:00:00Z'}""", Map.of(), false));
        samples.add(get(
                "GET /v1/checkpoints/{a}/diff/{b}",
                "/v1/checkpoints/{checkpoint}/diff/{branch}",
                Map.of("keys", "note")));
        samples.add(new Sample(
                "POST /v1/checkpoints/{id}/restore",
                "/v1/checkpoints/{checkpoint}/restore",
                "{'trigger': 'x'}",
                Map.of(),
                false));
        // keep_latest and older_than are asked for alone: each excludes the others
        samples.add(new Sample(
                "POST /v1/agents/{name}/threads/{thread}/prune",
                "/v1/agents/{agent}/threads/{thread}/prune",
                "{'keep_n': 1, 'namespace': '', 'dry_run': false}",
                Map.of(),
                false));
        String schema = "/v1/agents/{agent}/state-schemas/local_state";
        samples.add(new Sample(
                "PUT /v1/agents/{name}/state-schemas/{partition}",
                schema,
                "{'schema': {'type': 'object'}}",
                Map.of(),
                true));
        samples.add(get("GET /v1/agents/{name}/state-schemas/{partition}", schema, Map.of()));
        samples.add(new Sample("DELETE /v1/agents/{name}/state-schemas/{partition}", schema, null, Map.of(), true));
        samples.add(new Sample("POST /v1/context-snapshots", "/v1/context-snapshots", """
                {'id': '<new>', 'agent': 'coder', 'user_id': '<mark>', 'message_id': '<message>', 'snapshot': {'a': 1}, 'model': 'gpt-4o', 'total_tokens': 5,
                 'compression_ratio': 0.5, 'segment_count': 1, 'build_time_ms': 3, 'optimization_count': 2}""", Map.of(), false));
        samples.add(get("GET /v1/context-snapshots/{id}", "/v1/context-snapshots/{context}", Map.of()));
        samples.add(
                new Sample("PUT /v1/context-templates/{name}", "/v1/context-templates/{remedy}", """
                {'description': 'd', 'segments': [{'name': 's', 'text': '{{a}}', 'importance': 0.5, 'required': true}],
                 'variables': {'a': {'type': 'string', 'required': false, 'default_value': 'x', 'description': 'd'}},
                 'separator': ' ', 'model': 'gpt-4o', 'use_cases': ['u'], 'agent_types': []}""", Map.of(), true));
        samples.add(get(
                "GET /v1/context-templates",
                "/v1/context-templates",
                with(NEWEST, Map.of("use_case", "u", "agent_type", "coder"))));
        samples.add(get("GET /v1/context-templates/{name}", "/v1/context-templates/{remedy}", Map.of()));
        samples.add(new Sample(
                "DELETE /v1/context-templates/{name}", "/v1/context-templates/{remedy}", null, Map.of(), true));
        samples.add(new Sample(
                "POST /v1/context-templates/{name}/render",
                "/v1/context-templates/{remedy}/render",
                "{'variables': {'note': 'x'}, 'token_budget': 1000, 'model': 'gpt-4o'}",
                Map.of(),
                false));
        String conversation = "/v1/conversations/{project}";
        String core = """
                {'user_id': 'u1', 'agent': 'coder', 'user_input': 'x', 'focus_areas': ['billing'], 'step_count': 3,
                 'last_tool_result': {'a': 1}, 'metadata': {'a': 1}}""";
        samples.add(new Sample("PUT /v1/conversations/{external_id}", conversation, core, Map.of(), true));
        samples.add(get(
                "GET /v1/conversations",
                "/v1/conversations",
                with(
                        NEWEST,
                        Map.of(
                                "user",
                                "u1",
                                "agent",
                                "coder",
                                "from",
                                "2020-01-01T00:00:00Z",
                                "to",
                                "2099-01-01T00:00:00Z"))));
        samples.add(get("GET /v1/conversations/{external_id}", conversation, Map.of()));
        samples.add(new Sample("PATCH /v1/conversations/{external_id}", conversation, core, Map.of(), true));
        samples.add(new Sample("DELETE /v1/conversations/{external_id}", conversation, null, Map.of(), true));
        samples.add(get(
                "GET /v1/conversations/{external_id}/state",
                conversation + "/state",
                Map.of("messages", "5", "context", "5")));
        samples.add(new Sample(
                "PUT /v1/conversations/{external_id}/state",
                conversation + "/state",
                """
                {'conversation': %s, 'messages': [{'role': 'user', 'content': {'type': 'text', 'text': 'x'}}, {'role': 'assistant', 'content': {'type': 'text'}}],
                 'context_items': [{'source': 'rag', 'content': {'a': 1}}]}""".formatted(core),
                Map.of("truncate", "false"),
                true));
        samples.add(new Sample(
                "POST /v1/conversations/{external_id}/messages", conversation + "/messages", """
                {'id': '<new>', 'role': 'assistant', 'content': {'type': 'text', 'text': 'x'}, 'tools': [{'name': 'a'}], 'message_type': 'm',
                 'session_id': '<session>', 'parent_message_id': '<message>', 'channel': 'web', 'sender_user_id': 'u1',
                 'sender_agent_id': '<agent>', 'schema_version': 1, 'memory_refs': ['<new>'], 'state_snapshot_id': '<new>',
                 'context': {'a': 1}, 'metadata': {'a': 1}, 'audit': {'a': 1},
                 'token_usage': {'prompt_tokens': 1, 'completion_tokens': 2, 'total_tokens': 3, 'cost_usd': 0.5},
                 'latency_ms': 5, 'created_at': '2026-11-20T10:00:00Z'}""", Map.of(), false));
        samples.add(get(
                "GET /v1/conversations/{external_id}/messages",
                conversation + "/messages",
                with(
                        Map.of("limit", "5", "cursor", "NS4w", "after", "0", "before", "100"),
                        Map.of("role", "user", "message_type", "m", "session", "<session>"))));
        samples.add(get("GET /v1/messages/{id}", "/v1/messages/{message}", Map.of()));
        samples.add(new Sample("PATCH /v1/messages/{id}", "/v1/messages/{message}", """
                {'content': {'type': 'text', 'text': 'y'}, 'tools': [{'name': 'a'}], 'message_type': 'm', 'metadata': {'b': 1},
                 'context': {'a': 1}, 'change_reason': 'x'}""", Map.of(), true));
        samples.add(get("GET /v1/messages/{id}/versions", "/v1/messages/{message}/versions", PAGE));
        samples.add(new Sample(
                "POST /v1/conversations/{external_id}/sessions", conversation + "/sessions", """
                {'id': '<new>', 'user_id': 'u1', 'agent': 'coder', 'session_state': {'a': 1}, 'metadata': {'a': 1},
                 'started_at': '2026-11-20T10:00:00Z'}""", Map.of(), false));
        samples.add(get(
                "GET /v1/conversations/{external_id}/sessions",
                conversation + "/sessions",
                with(NEWEST, Map.of("status", "active"))));
        samples.add(new Sample("PATCH /v1/sessions/{id}", "/v1/sessions/{session}", """
                {'status': 'paused', 'session_state': {'a': 1}, 'interruption_context': {'a': 1}, 'metadata': {'a': 1}}""", Map.of(), true));
        samples.add(new Sample(
                "POST /v1/conversations/{external_id}/context-items",
                conversation + "/context-items",
                """
                {'id': '<new>', 'source': 'rag', 'context_type': 'fact', 'content': {'a': 1}, 'relevance_score': 0.5, 'metadata': {'a': 1},
                 'created_at': '2026-11-20T10:00:00Z'}""",
                Map.of(),
                false));
        samples.add(get(
                "GET /v1/conversations/{external_id}/context-items",
                conversation + "/context-items",
                Map.of(
                        "limit",
                        "5",
                        "cursor",
                        "bjQuMS4wMDAxOTNhMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMA",
                        "source",
                        "rag",
                        "min_relevance",
                        "0.2")));
        String memory = """
                'memory_type': 'semantic', 'content': {'concept': 'seat', 'definition': 'prefers the aisle'}, 'importance': 0.7,
                'decay_rate': 0.2, 'related_memories': ['<memory>'], 'source_message_id': '<message>',
                'expires_at': '2099-01-01T00:00:00Z', 'metadata': {'a': 1}, 'embedding': [%s1], 'embedding_model': 'm'""".formatted("0,".repeat(1_535));
        samples.add(new Sample(
                "POST /v1/agents/{name}/memories",
                "/v1/agents/{agent}/memories",
                "{'id': '<new>', 'user_id': 'u1', " + memory + "}",
                Map.of(),
                false));
        samples.add(get(
                "GET /v1/agents/{name}/memories",
                "/v1/agents/{agent}/memories",
                with(NEWEST, Map.of("type", "semantic", "user", "u1", "include_superseded", "true"))));
        samples.add(new Sample(
                "POST /v1/agents/{name}/memories/search",
                "/v1/agents/{agent}/memories/search",
                """
                {'query': 'aisle', 'embedding': [%s1], 'types': ['semantic'], 'user': 'u1', 'min_importance': 0.1,
                 'from': '2020-01-01T00:00:00Z', 'to': '2099-01-01T00:00:00Z', 'metadata': {'a': 1}, 'limit': 5,
                 'include_superseded': true, 'weights': {'vector': 0.4, 'text': 0.3, 'importance': 0.2, 'recency': 0.1}}""".formatted("0,".repeat(1_535)),
                Map.of(),
                false));
        samples.add(new Sample(
                "POST /v1/agents/{name}/memories/consolidate",
                "/v1/agents/{agent}/memories/consolidate",
                """
                {'id': '<new>', 'source_ids': ['<memory>'], 'type': 'semantic', 'content': {'concept': 'a', 'definition': 'b'},
                 'consolidation_type': 'merge', 'importance': 0.5, 'decay_rate': 0.1, 'user_id': 'u1', 'metadata': {'a': 1},
                 'embedding': [%s1], 'embedding_model': 'm'}""".formatted("0,".repeat(1_535)),
                Map.of(),
                false));
        samples.add(get("GET /v1/memories/{id}", "/v1/memories/{memory}", Map.of()));
        samples.add(new Sample("PATCH /v1/memories/{id}", "/v1/memories/{memory}", "{" + memory + "}", Map.of(), true));
        samples.add(new Sample("DELETE /v1/memories/{id}", "/v1/memories/{memory}", null, Map.of(), true));
        samples.add(get(
                "GET /v1/insights/conversations",
                "/v1/insights/conversations",
                Map.of(
                        "from",
                        "2026-01-01T00:00:00Z",
                        "to",
                        "2099-12-01T00:00:00Z",
                        "bucket",
                        "month",
                        "agent",
                        "<agent_name>")));
        samples.add(get(
                "GET /v1/integrity",
                "/v1/integrity",
                Map.of("check", "command_steps", "limit", "500", "cursor", "bjguY29tbWFuZHM")));
        samples.add(get(
                "GET /v1/projects/{key}/bundle", "/v1/projects/{project}/bundle", Map.of("cursor", "bjguY29tbWFuZHM")));
        samples.add(
                get("GET /v1/agents/{name}/bundle", "/v1/agents/{agent}/bundle", Map.of("cursor", "bjcudGhyZWFkcw")));
        // a page without lines, of an agent that is there
        samples.add(new Sample("POST /v1/bundles", "/v1/bundles", """
                {'kind': 'agent', 'id': '<agent>', 'as': 'other', 'lines': 'KLUv/SQAAQAAmenYUQ==', 'finish': true}""", Map.of(), false));
        samples.add(get(
                "GET /v1/archives",
                "/v1/archives",
                with(
                        NEWEST,
                        Map.of(
                                "kind",
                                "step_evaluations",
                                "from",
                                "2020-01-01T00:00:00Z",
                                "to",
                                "2099-01-01T00:00:00Z"))));
        samples.add(get("GET /v1/archives/{id}", "/v1/archives/{archive}", Map.of()));
        samples.add(
                new Sample("POST /v1/archives/{id}/restore", "/v1/archives/{archive}/restore", null, Map.of(), false));
        samples.add(new Sample("DELETE /v1/users/{user_id}", "/v1/users/{fresh}", null, Map.of(), false));
        samples.add(get("GET /v1/users/{user_id}/erasure", "/v1/users/{forgotten}/erasure", Map.of()));
        samples.add(get("GET /v1/health", "/v1/health", Map.of()));
        samples.add(get("GET /v1/version", "/v1/version", Map.of()));
        samples.add(get("GET /v1/openapi.json", "/v1/openapi.json", Map.of()));
        Map<String, Sample> byRoute = new TreeMap<>();
        samples.forEach(sample -> byRoute.put(sample.route(), sample));
        return byRoute;
    }

    private static Sample get(String route, String path, Map<String, String> query) {
        return new Sample(route, path, null, query, false);
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> both = new TreeMap<>(some);
        both.putAll(more);
        return both;
    }

    String method() {
        return route.substring(0, route.indexOf(' '));
    }

    /// Whether only an operator may call it.
    boolean operatorOnly() {
        return path.startsWith("/v1/tenants");
    }

    /// Whether no body at all will do.
    boolean bodyMayBeEmpty() {
        return path.endsWith("/evaluations")
                || route.endsWith("/sessions")
                || route.endsWith("/restore")
                || route.endsWith("/retention-runs")
                || route.endsWith("/transitions/{id}/rollback");
    }

    /// Whoever may call this route on this ledger.
    Client callerOf(Functions functions, Ledger ledger) {
        return operatorOnly() ? functions.operator() : ledger.client();
    }

    String pathOn(Ledger ledger) {
        return path.replace("{project}", ledger.project())
                .replace("{command}", ledger.command().toString())
                .replace("{step}", ledger.step().toString())
                .replace("{waiting}", ledger.waiting().toString())
                .replace("{decided}", ledger.decided().toString())
                .replace("{changed}", ledger.changed().toString())
                .replace("{after}", ledger.after().toString())
                .replace("{rollback}", ledger.rollback().toString())
                .replace("{fresh}", java.util.UUID.randomUUID().toString())
                .replace("{executed}", ledger.executed().toString())
                .replace("{checkpoint}", ledger.checkpoint().toString())
                .replace("{branch}", ledger.branch().toString())
                .replace("{memory}", ledger.memory().toString())
                .replace("{archive}", ledger.archive().toString())
                .replace("{agent}", ledger.agentName().replace(" ", "%20"))
                .replace("{config}", ledger.remedy().replace(" ", "%20"))
                .replace("{capability}", ledger.remedy().replace(" ", "%20"))
                .replace("{thread}", ledger.thread().replace(" ", "%20"))
                .replace("{transition}", ledger.transition().toString())
                .replace("{remedy}", ledger.remedy().replace(" ", "%20"))
                .replace("{context}", ledger.context().toString())
                .replace("{snapshot}", ledger.snapshot().toString())
                .replace("{message}", ledger.message().toString())
                .replace("{session}", ledger.session().toString())
                .replace("{key}", ledger.key().toString())
                .replace("{forgotten}", ledger.forgotten())
                .replace("{gone}", ledger.gone().toString())
                .replace("{tenant}", ledger.tenant().toString());
    }

    /// The value of a query parameter, or any text of the sample, on a ledger.
    static String on(Ledger ledger, String text) {
        return text.replace("<project>", ledger.project())
                .replace("<thread>", ledger.thread())
                .replace("<command>", ledger.command().toString())
                .replace("<executed>", ledger.executed().toString())
                .replace("<agent_name>", ledger.agentName().replace(" ", "%20"))
                .replace("<mark>", ledger.mark())
                .replace("<message>", ledger.message().toString())
                .replace("<session>", ledger.session().toString())
                .replace("<checkpoint>", ledger.checkpoint().toString())
                .replace("<capability>", ledger.remedy().replace(" ", "%20"))
                .replace("<agent>", ledger.agent().toString())
                .replace("<memory>", ledger.memory().toString())
                .replace("<new>", java.util.UUID.randomUUID().toString());
    }

    /// Whether the route does nothing without this query parameter.
    static boolean isNeeded(String parameter) {
        return parameter.equals("confirm") || parameter.equals("fencing_token");
    }

    /// The query without which the route does nothing; empty for most.
    String neededOn(Ledger ledger) {
        return query.entrySet().stream()
                .filter(parameter -> isNeeded(parameter.getKey()))
                .map(parameter -> "?" + parameter.getKey() + "="
                        + on(ledger, parameter.getValue()).replace(" ", "%20"))
                .findFirst()
                .orElse("");
    }

    /// The body; an empty object for a route that takes none.
    ObjectNode bodyOn(Ledger ledger) {
        try {
            String text = json == null ? "{}" : on(ledger, json).replace('\'', '"');
            JsonNode body = Functions.JSON.readTree(text);
            return (ObjectNode) body;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(route, e);
        }
    }

    /// The headers that a good request needs.
    String[] headers() {
        return versioned ? new String[] {"If-Match", "*"} : new String[0];
    }

    /// Sends the sample as it is, but for what it asks about.
    Functions.Answer send(Client client, Ledger ledger) {
        byte[] body = json == null ? null : bodyOn(ledger).toString().getBytes(StandardCharsets.UTF_8);
        return client.send(method(), pathOn(ledger) + neededOn(ledger), body, headers());
    }
}
