package dev.waymark.api.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Checkpoints that go, and those that stay.
final class PruneCheckpointsTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Client client = FUNCTIONS.newTenant();
    private final Checkpoints checkpoints = new Checkpoints(client);

    @Test
    void theNewestOfEachNamespaceStayAndFollowOnEachOther() {
        List<UUID> root = chain("", 5);
        List<UUID> inner = chain("inner", 3);

        JsonNode pruned = checkpoints.prune("main", "{'keep_n': 2}").expect(200).body();

        assertThat(pruned.get("checkpoints").asInt()).isEqualTo(4);
        assertThat(pruned.get("dry_run").asBoolean()).isFalse();
        assertThat(root).filteredOn(checkpoints::isThere).containsExactly(root.get(3), root.get(4));
        assertThat(inner).filteredOn(checkpoints::isThere).containsExactly(inner.get(1), inner.get(2));
        assertThat(parent(root.get(3))).isNull();
        assertThat(parent(root.get(4))).isEqualTo(root.get(3));
        assertThat(checkpoints.read(root.get(4)).at("/state/messages")).hasSize(104);
        assertThat(checkpoints
                        .prune("main", "{'keep_latest': 1, 'namespace': 'inner'}")
                        .expect(200)
                        .body()
                        .get("checkpoints")
                        .asInt())
                .isEqualTo(1);
        assertThat(checkpoints.isThere(root.get(3))).isTrue();
        assertThat(checkpoints
                        .take("main", "{'state': {}}")
                        .body()
                        .get("number")
                        .asInt())
                .as("numbers go on")
                .isEqualTo(9);
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() {
        List<UUID> chain = chain("", 4);
        client.post(
                        "/v1/checkpoints/" + chain.getFirst() + "/writes",
                        Checkpoints.quoted("{'writes': [{'task_id': 't', 'index': 0, 'key': 'k', 'value': 'abc'}]}"))
                .expect(201);

        JsonNode planned = checkpoints
                .prune("main", "{'keep_latest': 1, 'dry_run': true}")
                .expect(200)
                .body();

        assertThat(chain).allMatch(checkpoints::isThere);
        JsonNode pruned =
                checkpoints.prune("main", "{'keep_latest': 1}").expect(200).body();
        assertThat(planned.get("dry_run").asBoolean()).isTrue();
        for (String member : List.of("checkpoints", "writes", "packs", "bytes")) {
            assertThat(pruned.get(member)).as(member).isEqualTo(planned.get(member));
        }
        assertThat(pruned.get("checkpoints").asInt()).isEqualTo(3);
        assertThat(pruned.get("writes").asInt()).isEqualTo(1);
        assertThat(pruned.get("bytes").asLong()).isPositive();
        JsonNode again =
                checkpoints.prune("main", "{'keep_latest': 1}").expect(200).body();
        assertThat(again.get("checkpoints").asInt()).isZero();
        assertThat(again.get("bytes").asInt()).isZero();
        assertThat(audited("checkpoints.pruned"))
                .as("once, and not for nothing")
                .isEqualTo(1);
    }

    @Test
    void whatIsOlderThanATimeGoesEvenTheLast() {
        UUID first = checkpoints.taken("main", "{'state': {'n': 1}}");
        UUID second = checkpoints.taken("main", "{'state': {'n': 2}}");
        String at = checkpoints.read(second).get("created_at").asText();

        checkpoints.prune("main", "{'older_than': '%s'}".formatted(at)).expect(200);

        assertThat(checkpoints.isThere(first)).isFalse();
        assertThat(checkpoints.isThere(second)).isTrue();
        checkpoints.prune("main", "{'older_than': '2099-01-01T00:00:00Z'}").expect(200);
        assertThat(checkpoints.isThere(second)).isFalse();
    }

    @Test
    void pinnedOnesStay() {
        List<UUID> chain = chain("", 4);
        JsonNode changed = client.patch("/v1/checkpoints/" + chain.get(1), "{\"pinned\": true}")
                .expect(200)
                .body();

        checkpoints.prune("main", "{'keep_n': 1}").expect(200);

        assertThat(changed.get("pinned").asBoolean()).isTrue();
        assertThat(chain).filteredOn(checkpoints::isThere).containsExactly(chain.get(1), chain.get(3));
        assertThat(parent(chain.get(3))).isEqualTo(chain.get(1));
        assertThat(parent(chain.get(1))).isNull();
        assertThat(client.delete("/v1/checkpoints/" + chain.get(1)).expect(409).problem())
                .isEqualTo("conflict");
        client.patch("/v1/checkpoints/" + chain.get(1), "{\"pinned\": false}").expect(200);
        client.delete("/v1/checkpoints/" + chain.get(1)).expect(204);
        assertThat(parent(chain.get(3))).isNull();
        client.delete("/v1/checkpoints/" + chain.get(1)).expect(404);
    }

    @Test
    void whatAStepOrARollbackNamesStays() {
        List<UUID> chain = chain("", 5);
        String project = client.newProject();
        UUID command = client.newCommand(project);
        client.newStep(command, "{\"command\": \"a\", \"checkpoint_id\": \"%s\"}".formatted(chain.get(1)));
        client.newStep(command, "{\"command\": \"b\"}");

        checkpoints.prune("main", "{'keep_n': 1}").expect(200);

        assertThat(chain).filteredOn(checkpoints::isThere).containsExactly(chain.get(1), chain.get(4));
        client.delete("/v1/checkpoints/" + chain.get(1)).expect(409);
        // the rollback outlives the step's own mention of it
        UUID rollback = client.post("/v1/projects/" + project + "/steps/2/rollback", "{\"reason\": \"x\"}")
                .expect(201)
                .id();
        Sql.of(FUNCTIONS)
                .run("update command_steps set checkpoint_id = null where command_id = '%s'".formatted(command));
        client.delete("/v1/checkpoints/" + chain.get(1)).expect(409);
        client.post("/v1/projects/" + project + "/rollbacks/" + rollback + "/undo", "{}")
                .expect(200);
        client.delete("/v1/checkpoints/" + chain.get(1)).expect(204);
    }

    @Test
    void whatAnotherAgentsStepNamesStaysForARestrictedKeyToo() {
        List<UUID> chain = chain("", 2);
        String agent = client.get(Checkpoints.path("main")).expect(200).text("/agent_id");
        UUID command = client.post(
                        "/v1/commands",
                        Checkpoints.quoted(
                                "{'project': '%s', 'request': 'x', 'agent': 'painter'}".formatted(client.newProject())))
                .expect(201)
                .id();
        client.newStep(command, "{\"command\": \"a\", \"checkpoint_id\": \"%s\"}".formatted(chain.getFirst()));
        Client restricted = client.withKey(
                Checkpoints.quoted("{'name': 'x', 'scopes': ['read', 'write'], 'agent_id': '%s'}".formatted(agent)));

        assertThat(new Checkpoints(restricted)
                        .prune("main", "{'keep_n': 1}")
                        .expect(200)
                        .body()
                        .get("checkpoints")
                        .asInt())
                .isZero();
    }

    @Test
    void everyBranchFollowsOnItsNearestAncestorThatStays() {
        UUID root = checkpoints.taken("main", "{'state': {'n': 0}}");
        UUID cut = checkpoints.taken("main", child(root, "''"));
        UUID cutToo = checkpoints.taken("main", child(cut, "''"));
        UUID left = checkpoints.taken("main", child(cutToo, "'left'"));
        UUID right = checkpoints.taken("main", child(cut, "'right'"));
        UUID leaf = checkpoints.taken("main", child(left, "'leaf'"));
        client.patch("/v1/checkpoints/" + root, "{\"pinned\": true}").expect(200);
        checkpoints.taken("main", "{'state': {'n': 7}}");

        checkpoints.prune("main", "{'keep_n': 1}").expect(200);

        assertThat(List.of(cut, cutToo)).noneMatch(checkpoints::isThere);
        assertThat(parent(left)).isEqualTo(root);
        assertThat(parent(right)).isEqualTo(root);
        assertThat(parent(leaf)).isEqualTo(left);
    }

    @Test
    void bodiesSayInExactlyOneWayWhatStays() {
        chain("", 1);

        checkpoints.prune("main", "{}").expect(422);
        assertThat(checkpoints
                        .prune("main", "{'keep_n': 1, 'keep_latest': 1, 'older_than': '2026-01-01T00:00:00Z'}")
                        .expect(422)
                        .body()
                        .get("errors"))
                .hasSize(3);
        checkpoints.prune("main", "{'keep_n': 0}").expect(422);
        checkpoints.prune("main", "{'keep_latest': true}").expect(422);
        checkpoints.prune("main", "{'keep_n': 9223372036854775807}").expect(200);
        checkpoints.prune("zzz", "{'keep_n': 1}").expect(404);
        checkpoints.prune("zzz", "{'keep_n': 1, 'dry_run': true}").expect(404);
    }

    @Test
    void aPermanentCheckpointNoLongerExpires() {
        UUID checkpoint = checkpoints.taken("main", "{'state': {}}");
        String path = "/v1/checkpoints/" + checkpoint;

        client.patch(path, "{\"retention_policy\": \"temporary\"}").expect(422);
        JsonNode temporary = client.patch(
                        path,
                        Checkpoints.quoted("{'retention_policy': 'temporary', 'expires_at': '2099-01-01T00:00:00Z'}"))
                .expect(200)
                .body();
        JsonNode permanent = client.patch(path, "{\"retention_policy\": \"permanent\"}")
                .expect(200)
                .body();

        assertThat(temporary.get("expires_at").asText()).startsWith("2099-01-01");
        assertThat(permanent.get("expires_at").isNull()).isTrue();
        client.patch(path, "{\"state\": {}}").expect(422);
        client.patch("/v1/checkpoints/" + UUID.randomUUID(), "{\"pinned\": true}")
                .expect(404);
    }

    @Test
    void theSameKeyPrunesOnce() {
        chain("", 3);

        Functions.Answer first = checkpoints
                .prune("main", "{'keep_n': 1}", "Idempotency-Key", "k")
                .expect(200);
        Functions.Answer second = checkpoints
                .prune("main", "{'keep_n': 1}", "Idempotency-Key", "k")
                .expect(200);

        assertThat(first.body().get("checkpoints").asInt()).isEqualTo(2);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers()).containsEntry("idempotency-replayed", "true");
    }

    private long audited(String action) {
        return client.get("/v1/audit-events?action=" + action)
                .expect(200)
                .body()
                .get("items")
                .size();
    }

    /// Checkpoints that follow on each other, each with one message more.
    private List<UUID> chain(String namespace, int length) {
        List<UUID> chain = new ArrayList<>();
        chain.add(checkpoints.taken(
                "main",
                "{'namespace': '%s', 'state': {'messages': %s}}".formatted(namespace, Checkpoints.messages(1, 100))));
        while (chain.size() < length) {
            chain.add(checkpoints.taken(
                    "main", """
                    {'namespace': '%s', 'base_checkpoint_id': '%s',
                     'patch': [{'op': 'add', 'path': '/messages/-', 'value': %s}]}""".formatted(namespace, chain.getLast(), Checkpoints.messages(chain.size(), 5))));
        }
        return chain;
    }

    private static String child(UUID parent, String namespace) {
        return "{'base_checkpoint_id': '%s', 'namespace': %s, 'set': {'n': 1}}".formatted(parent, namespace);
    }

    private @Nullable UUID parent(UUID checkpoint) {
        JsonNode parent = checkpoints.read(checkpoint).get("parent_checkpoint_id");
        return parent.isNull() ? null : UUID.fromString(parent.asText());
    }
}
