package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.WaymarkClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Rolling back in the ledger.
///
/// @param projectPath of the API
/// @param step `S5`
record RollBackLedger(WaymarkClient client, String projectPath, String step, String reason) {
    JsonNode preview() {
        return send(true);
    }

    JsonNode rollBack() {
        return send(false);
    }

    private JsonNode send(boolean dryRun) {
        ObjectNode body = Json.object().put("reason", reason).put("dry_run", dryRun);
        return client.post(projectPath + "/steps/" + step.substring(1) + "/rollback", Json.bytes(body))
                .body();
    }

    /// The active steps from this one on.
    List<JsonNode> undone() {
        long first = Long.parseLong(step.substring(1));
        List<JsonNode> steps = new ArrayList<>();
        new Pages(client).forEach(projectPath + "/steps/active", 500, found -> {
            if (found.path("step_number").asLong() >= first) {
                steps.add(found);
            }
            return true;
        });
        return steps;
    }

    /// What these steps left in git.
    static List<String> commits(List<JsonNode> steps) {
        return steps.stream()
                .flatMap(step -> Stream.of(step.path("commit_sha_before"), step.path("commit_sha_after")))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .distinct()
                .toList();
    }
}
