package dev.waymark.api.suite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.message.ConversationToSeal;
import dev.waymark.message.MessageSealing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// A tenant with one row of every kind, each of which carries the ledger's mark.
///
/// @param client holds the tenant's first admin key
/// @param mark occurs in every text and document of this ledger and in no other
/// @param project its key; the name of an effect that is claimed, of a lock that is held and
///     of a conversation, too
/// @param step one that executes
/// @param waiting one that waits for approval
/// @param decided one that waits for more approvals than the one it has
/// @param rollback of the newest step
/// @param transition the second of the thread's state, which goes on from the first
/// @param remedy its name; that of a config and of a capability of the agent, and of a
///     context template, too
record Ledger(
        UUID tenant,
        Client client,
        String mark,
        String project,
        UUID agent,
        UUID command,
        UUID step,
        UUID waiting,
        UUID decided,
        UUID rollback,
        UUID snapshot,
        UUID changed,
        UUID after,
        UUID executed,
        String remedy,
        String thread,
        UUID checkpoint,
        UUID transition,
        UUID branch,
        UUID context,
        UUID message,
        UUID session,
        UUID key,
        UUID encryptionKey) {

    static Ledger fill(Functions functions) {
        String mark = "mark" + UUID.randomUUID();
        Functions.Answer tenant = functions
                .operator()
                .post("/v1/tenants", "{\"name\": \"" + mark + "\"}")
                .expect(201);
        Client client = functions.as(tenant.text("/api_key"));
        Ledger filled = fill(functions, tenant.id(), client, mark);
        seal(functions, filled);
        client.delete("/v1/users/" + filled.forgotten()).expect(200);
        functions
                .operator()
                .post("/v1/tenants", "{\"id\": \"%s\", \"name\": \"gone\"}".formatted(filled.gone()))
                .expect(201);
        functions.operator().delete("/v1/tenants/" + filled.gone()).expect(204);
        return filled;
    }

    /// A memory of the agent; the id is brought along.
    UUID memory() {
        return memory(project);
    }

    /// An archive of one row, which has been brought back; its object is nowhere.
    UUID archive() {
        return archive(project);
    }

    private static UUID archive(String project) {
        return UUID.nameUUIDFromBytes(("archive of " + project).getBytes(StandardCharsets.UTF_8));
    }

    private static UUID memory(String project) {
        return UUID.nameUUIDFromBytes(("memory of " + project).getBytes(StandardCharsets.UTF_8));
    }

    /// An end user who was erased.
    String forgotten() {
        return "forgotten-" + mark;
    }

    /// A tenant that was deleted.
    UUID gone() {
        return UUID.nameUUIDFromBytes(("gone with " + project).getBytes(StandardCharsets.UTF_8));
    }

    /// The name of the agent of the command and of the thread.
    String agentName() {
        return agentName(mark, project);
    }

    /// Of this set of rows alone, so that deleting it leaves the others.
    private static String agentName(String mark, String project) {
        return "agent " + mark + " " + project;
    }

    /// The same rows in another tenant.
    Ledger in(UUID otherTenant, Client itsClient) {
        return new Ledger(
                otherTenant,
                itsClient,
                mark,
                project,
                agent,
                command,
                step,
                waiting,
                decided,
                rollback,
                snapshot,
                changed,
                after,
                executed,
                remedy,
                thread,
                checkpoint,
                transition,
                branch,
                context,
                message,
                session,
                key,
                encryptionKey);
    }

    private static Ledger fill(Functions functions, UUID tenant, Client client, String mark) {
        String project = "p-" + UUID.randomUUID();
        client.put(
                        "/v1/projects/" + project,
                        marked("{'name': '#', 'settings': {'note': '#', 'approval': {'critical': 3}}}", mark))
                .expect(201);
        JsonNode command = client.post("/v1/commands", marked("""
                {'project': '%s', 'request': '#', 'agent': '%s', 'metadata': {'note': '#'},
                 'requires_state_evaluation': false}""".formatted(project, agentName(mark, project)), mark))
                .expect(201)
                .body();
        UUID commandId = UUID.fromString(command.get("id").asText());
        Functions.Answer step = client.newStep(commandId, marked("""
                {'command': '#', 'explanation': '#', 'status': 'executing', 'execution_result': {'stdout': '#'},
                 'agent_config': {'model': '#'}, 'before': {'system_info': {'host': '#'}}}""", mark));
        client.post("/v1/steps/" + step.id() + "/output", marked("{'stdout': '#'}", mark))
                .expect(201);
        UUID executed = client.newStep(commandId, marked("""
                {'command': '#', 'status': 'completed', 'exit_code': 1, 'execution_result': {'stdout': '#'}}""", mark)).id();
        client.post("/v1/steps/" + executed + "/evaluations", marked("""
                {'evaluator': 'judge #', 'evaluation_type': 'failure', 'confidence_score': 1,
                 'failure_indicators': [{'rule': '#'}]}""", mark)).expect(201);
        String critical = marked("{'command': '#', 'explanation': '#', 'risk_level': 'critical'}", mark);
        UUID waiting = client.newStep(commandId, critical).id();
        UUID decided = client.newStep(commandId, critical).id();
        client.post(
                        "/v1/steps/" + decided + "/approvals",
                        marked(
                                "{'decision': 'approved', 'approval_reasoning': '#', 'expected_impact': {'note': '#'}}",
                                mark))
                .expect(201);
        Functions.Answer changed = client.newStep(commandId, marked("""
                {'command': '#', 'before': {'system_info': {'host': '#'}}, 'after': {'system_info': {'host': 'new #'}}}""", mark));
        long newest = client.newStep(commandId, marked("{'command': '#'}", mark))
                .body()
                .get("step_number")
                .asLong();
        Functions.Answer rollback = client.post(
                        "/v1/projects/" + project + "/steps/" + newest + "/rollback", marked("{'reason': '#'}", mark))
                .expect(201);
        client.post(
                        "/v1/effects/" + project + "/claim",
                        "{\"command_id\": \"%s\", \"ttl_ms\": 3600000}".formatted(commandId))
                .expect(201);
        String remedy = "remedy " + UUID.randomUUID();
        client.put("/v1/remedies/" + remedy.replace(" ", "%20"), marked("""
                {'applies_when': '$.evaluation_type == \\"failure\\"', 'command': '#', 'explanation': '#', 'enabled': false}""", mark))
                .expect(201);
        String thread = "thread " + UUID.randomUUID();
        String agent = "/v1/agents/" + agentName(mark, project).replace(" ", "%20");
        client.put(agent + "/threads/" + thread.replace(" ", "%20"), marked("{'metadata': {'note': '#'}}", mark))
                .expect(201);
        client.put(agent, marked("{'description': '#', 'settings': {'note': '#'}}", mark))
                .expect(200);
        String named = remedy.replace(" ", "%20");
        client.put(agent + "/configs/" + named, marked("{'config_type': 'string', 'value': '#'}", mark))
                .expect(201);
        client.put(agent + "/capabilities/" + named + "/1.0", marked("{'definition': {'note': '#'}}", mark))
                .expect(201);
        client.put(agent + "/status", marked("{'current_status': 'idle', 'detail': '#'}", mark))
                .expect(200);
        client.post(
                        "/v1/locks/" + project,
                        marked("{'agent': '%s', 'ttl_ms': 3600000}".formatted(agentName(mark, project)), mark))
                .expect(201);
        UUID checkpoint = client.post(
                        agent + "/threads/" + thread.replace(" ", "%20") + "/checkpoints",
                        marked(
                                "{'state': {'note': '#'}, 'metadata': {'note': '#'}, 'writes': [{'task_id': '#', 'index': 0, 'key': '#', 'value': '#'}]}",
                                mark))
                .expect(201)
                .id();
        String state = agent + "/threads/" + thread.replace(" ", "%20") + "/state";
        client.put(
                        state,
                        marked(
                                "{'local_state': {'note': '#', 'large': '" + "x".repeat(8_192)
                                        + "'}, 'shared_state': {'note': '#'}, 'trigger': '#'}",
                                mark),
                        "If-None-Match",
                        "*")
                .expect(201);
        UUID transition =
                UUID.fromString(client.put(state, marked("{'session_state': {'note': '#'}}", mark), "If-Match", "*")
                        .expect(200)
                        .text("/transition_id"));
        client.post(agent + "/metrics", marked("""
                {'points': [{'name': 'metric #', 'metric_type': 'gauge', 'value': 1, 'tags': {'note': '#'}},
                            {'name': 'metric #', 'metric_type': 'gauge', 'value': 1, 'tags': {'note': '#'}, 'recorded_at': '%s'}]}""".formatted(Instant.now().minus(Duration.ofDays(100))), mark))
                .expect(201);
        rollUp(functions, tenant);
        UUID fork = client.post("/v1/checkpoints/" + checkpoint + "/fork", marked("{'thread': 'branch #'}", mark))
                .expect(201)
                .id();
        UUID branch = client.post(
                        agent + "/threads/" + ("branch " + mark).replace(" ", "%20") + "/checkpoints",
                        marked("{'state': {'note': 'new #'}, 'parent_checkpoint_id': '%s'}".formatted(fork), mark))
                .expect(201)
                .id();
        UUID cut = client.post(agent + "/threads/cut/checkpoints", marked("{'state': {'cut': '#'}}", mark))
                .expect(201)
                .id();
        client.delete("/v1/checkpoints/" + cut).expect(204);
        client.put(agent + "/state-schemas/local_state", marked("{'schema': {'title': '#'}}", mark))
                .expect(201);
        String template = "/v1/context-templates/" + named;
        client.put(template, marked("""
                {'description': '#', 'segments': [{'name': '#', 'text': '# {{note}}', 'importance': 0.5}],
                 'variables': {'note': {'type': 'string', 'required': false, 'description': '#'}}}""", mark)).expect(201);
        client.post(template + "/render", "{}").expect(200);
        String conversation = "/v1/conversations/" + project;
        client.put(conversation, marked("""
                {'agent': '%s', 'user_id': '#', 'user_input': '#', 'focus_areas': ['#'], 'last_tool_result': '#', 'metadata': {'note': '#'}}""".formatted(agentName(mark, project)), mark))
                .expect(201);
        UUID session = client.post(
                        conversation + "/sessions",
                        marked("{'session_state': {'note': '#'}, 'metadata': {'note': '#'}}", mark))
                .expect(201)
                .id();
        client.post(
                        conversation + "/context-items",
                        marked("{'source': '#', 'content': '#', 'metadata': {'note': '#'}}", mark))
                .expect(201);
        UUID message = client.post(conversation + "/messages", marked("""
                {'id': '%s', 'role': 'user', 'sender_user_id': 'sender #', 'content': {'type': 'text', 'text': 'old #'}, 'metadata': {'note': '#'}}""".formatted(UUID.randomUUID()), mark))
                .expect(201)
                .id();
        client.patch(
                        "/v1/messages/" + message,
                        marked("{'content': {'type': 'text', 'text': '#'}, 'change_reason': '#'}", mark),
                        "If-Match",
                        "*")
                .expect(200);
        UUID source = UUID.randomUUID();
        client.post(agent + "/memories", marked("""
                {'memories': [{'id': '%s', 'memory_type': 'semantic', 'content': {'concept': '#', 'definition': '#'}, 'user_id': 'user #',
                               'metadata': {'note': '#'}, 'embedding_model': '#', 'embedding': [%s1]},
                              {'id': '%s', 'memory_type': 'semantic', 'content': {'concept': '#', 'definition': '#'}}]}""".formatted(memory(project), "0,".repeat(1_535), source), mark))
                .expect(201);
        client.post(agent + "/memories/consolidate", marked("""
                {'source_ids': ['%s'], 'type': 'semantic', 'content': {'concept': '#', 'definition': '#'}}""".formatted(source), mark))
                .expect(201);
        readWhileLocked(functions, tenant, client, memory(project));
        archive(functions, tenant, archive(project), mark);
        UUID context = client.post("/v1/context-snapshots", marked("""
                {'message_id': '%s', 'user_id': '#', 'snapshot': {'note': '#'}}""".formatted(message), mark))
                .expect(201)
                .id();
        sweep(client, project, mark);
        UUID encryptionKey = client.post("/v1/encryption-keys", "").expect(201).id();
        Functions.Answer key = client.post("/v1/api-keys", marked("{'name': 'key #', 'scopes': ['read']}", mark))
                .expect(201);
        return new Ledger(
                tenant,
                client,
                mark,
                project,
                UUID.fromString(command.get("agent_id").asText()),
                commandId,
                step.id(),
                waiting,
                decided,
                rollback.id(),
                UUID.fromString(step.text("/before_snapshot_id")),
                changed.id(),
                UUID.fromString(changed.text("/after_snapshot_id")),
                executed,
                remedy,
                thread,
                checkpoint,
                transition,
                branch,
                context,
                message,
                session,
                key.id(),
                encryptionKey);
    }

    /// A command that has ended, in a project of its own, and whose evaluation has left since.
    private static void sweep(Client client, String project, String mark) {
        client.put("/v1/projects/ended-" + project, marked("{'name': '#'}", mark))
                .expect(201);
        UUID ended = client.post("/v1/commands", marked("""
                        {'project': 'ended-%s', 'request': '#', 'agent': '%s', 'requires_state_evaluation': false}""".formatted(project, agentName(mark, project)), mark))
                .expect(201)
                .id();
        UUID step = client.newStep(ended, marked("{'command': '#', 'status': 'completed', 'exit_code': 0}", mark))
                .id();
        client.post(
                        "/v1/steps/" + step + "/evaluations",
                        marked(
                                "{'evaluator': 'judge #', 'evaluation_type': 'success', 'confidence_score': 1, 'success_indicators': [{'rule': '#'}]}",
                                mark))
                .expect(201);
        client.patch("/v1/commands/" + ended, marked("{'status': 'completed'}", mark), "If-Match", "*")
                .expect(200);
        client.put(
                        "/v1/retention-policies",
                        marked("{'items': [{'kind': 'step_evaluations', 'days': 0, 'then': 'delete'}]}", mark),
                        "If-Match",
                        "*")
                .expect(200);
        client.post("/v1/retention-runs", "{}").expect(201);
    }

    /// A conversation that is long enough to have a segment.
    private static void seal(Functions functions, Ledger filled) {
        String conversation = "/v1/conversations/sealed-" + filled.project();
        Client client = filled.client();
        UUID id = client.put(conversation, "{}").expect(201).id();
        String message = marked("{'role': 'user', 'content': {'type': 'text', 'text': '#'}}", filled.mark());
        client.post(conversation + "/messages", "{\"messages\": " + java.util.Collections.nCopies(200, message) + "}")
                .expect(201);
        functions
                .handler("waymark_jobs")
                .beans()
                .getBean(MessageSealing.class)
                .seal(new ConversationToSeal(filled.tenant(), id));
    }

    /// A day of a metric whose points have left.
    private static void rollUp(Functions functions, UUID tenant) {
        try (Inspector jobs = Inspector.as(functions.database(), "waymark_jobs")) {
            jobs.run("select roll_up_metrics(?, 1000)", tenant);
        }
    }

    private static void archive(Functions functions, UUID tenant, UUID id, String mark) {
        try (Inspector keeper = Inspector.as(functions.database(), "waymark_keep")) {
            keeper.run("begin");
            keeper.run("select set_config('waymark.tenant_id', ?, true)", tenant.toString());
            keeper.run(
                    "select begin_archive(cast(? as json))", marked("""
                    {'id': '%1$s', 'kind': 'step_evaluations', 'object_key': '%2$s/#/%1$s', 'size_bytes': 1, 'sha256': '%3$s',
                     'rows': 1, 'tables': {'#': 1}, 'user_ids': ['#'], 'from_at': '2026-01-01T00:00:00Z',
                     'to_at': '2026-02-01T00:00:00Z', 'created_at': '2026-11-01T00:00:00Z'}""".formatted(id, tenant, "00".repeat(32)), mark));
            keeper.run("select finish_archive(?, 1, 1, ?, '2026-01-01', '2026-02-01')", id, "00".repeat(32));
            keeper.run("update archives set restored_at = now(), restored_rows = 1 where id = ?", id);
            keeper.run("commit");
        }
    }

    /// An access that is not counted in place, because another one has the memory.
    private static void readWhileLocked(Functions functions, UUID tenant, Client client, UUID memory) {
        try (Inspector reader = Inspector.as(functions.database(), "waymark_talk")) {
            reader.run("begin");
            reader.run("select set_config('waymark.tenant_id', ?, true)", tenant.toString());
            reader.run("select from agent_memories where id = ? for no key update", memory);
            client.get("/v1/memories/" + memory).expect(200);
        }
    }

    /// JSON written with single quotes, with the mark for every `#`.
    static String marked(String json, String mark) {
        return json.replace('\'', '"').replace("#", mark);
    }
}
