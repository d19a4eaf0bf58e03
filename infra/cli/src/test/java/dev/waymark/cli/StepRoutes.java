package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.LedgerStandIn.Reply;
import dev.waymark.cli.api.Json;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the stand-in does with single steps: recorded, moved, judged.
final class StepRoutes {
    private static final List<String> ENDED = List.of("completed", "failed", "skipped");

    private final Rows rows;

    StepRoutes(Rows rows) {
        this.rows = rows;
    }

    Reply answer(String shape, String id, JsonNode body, String condition) {
        return switch (shape) {
            case "GET steps" -> Rows.one(rows.steps.get(id));
            case "PATCH steps" -> patch(rows.steps.get(id), body, condition);
            case "POST steps/evaluations" -> evaluate(rows.steps.get(id), body);
            case "GET steps/state-changes" -> new Reply(200, changes());
            case "GET snapshots/diff/n" -> new Reply(200, changes());
            case "POST steps/approvals" -> decide(rows.steps.get(id), body);
            case "POST steps/output" -> new Reply(201, Json.object());
            case "POST steps/snapshots", "POST commands/snapshots" ->
                new Reply(201, ((ObjectNode) body.deepCopy()).put("id", "made"));
            default -> Rows.problem(404, "unknown-route");
        };
    }

    Reply create(@Nullable ObjectNode command, JsonNode body) {
        if (command == null) {
            return Rows.problem(404, "not-found");
        }
        ObjectNode step = body.deepCopy();
        step.put("id", body.path("id").asText(UUID.randomUUID().toString()));
        step.put("status", body.path("status").asText("pending"));
        rows.add(command, step);
        return new Reply(201, step.deepCopy());
    }

    private Reply patch(@Nullable ObjectNode step, JsonNode body, String condition) {
        if (step == null) {
            return Rows.problem(404, "not-found");
        }
        if (!Rows.fits(condition, step)) {
            return Rows.problem(412, "version-mismatch");
        }
        if (ENDED.contains(step.path("status").asText())) {
            return Rows.problem(409, "move-not-allowed");
        }
        ObjectNode project = rows.projects.get(step.path("project").asText());
        String risk = step.path("risk_level").asText("medium");
        boolean asks = project != null && project.at("/settings/approval").has(risk);
        if (asks
                && step.path("status").asText().equals("pending")
                && !body.path("status").asText().equals("skipped")) {
            return Rows.problem(409, "approval-required");
        }
        step.setAll((ObjectNode) body.deepCopy());
        step.put("version", step.path("version").asInt() + 1);
        return new Reply(200, step.deepCopy());
    }

    private static Reply evaluate(@Nullable ObjectNode step, JsonNode body) {
        if (step == null) {
            return Rows.problem(404, "not-found");
        }
        if (body.toString().contains("no predicate")) {
            return Rows.problem(422, "invalid-request");
        }
        boolean well = step.path("exit_code").asInt(-1) == 0;
        ObjectNode evaluation = Json.object().put("evaluation_type", well ? "success" : "failure");
        evaluation
                .putArray(well ? "success_indicators" : "failure_indicators")
                .addObject()
                .put("rule", "exit code")
                .put("saw", step.path("exit_code").asText());
        evaluation
                .putArray("recommendations")
                .addObject()
                .put("action", well ? "continue" : "retry")
                .put("reason", "so");
        evaluation.put("confidence_score", new java.math.BigDecimal("0.9"));
        evaluation.set("state_changes", changes());
        return new Reply(201, evaluation);
    }

    private static Reply decide(@Nullable ObjectNode step, JsonNode body) {
        if (step == null || !step.path("status").asText().equals("pending")) {
            return Rows.problem(409, "already-decided");
        }
        boolean approved = body.path("decision").asText().equals("approved");
        step.put("status", approved ? "approved" : "skipped");
        step.put("version", step.path("version").asInt() + 1);
        ObjectNode answer = body.deepCopy();
        return new Reply(201, answer.put("needed_count", 2).put("approved_count", 1));
    }

    List<ObjectNode> waiting() {
        return rows.steps.values().stream()
                .filter(step -> step.path("status").asText().equals("pending"))
                .map(step -> {
                    ObjectNode request = step.deepCopy();
                    return request.put("step_id", step.path("id").asText()).put("needed_count", 2);
                })
                .toList();
    }

    Reply rollBack(String project, String number, JsonNode body) {
        long first = Long.parseLong(number.replace("S", ""));
        String target = null;
        int count = 0;
        for (ObjectNode step : rows.stepsOf("project", project)) {
            long own = step.path("step_number").asLong();
            if (own <= first && step.hasNonNull("commit_sha_before")) {
                target = step.path("commit_sha_before").asText();
            }
            if (own >= first && step.path("active").asBoolean()) {
                count++;
                step.put("active", body.path("dry_run").asBoolean());
            }
        }
        ObjectNode answer = Json.object().put("id", "the-rollback").put("deactivated_count", count);
        answer.putObject("git").put("reset_to", target);
        return new Reply(body.path("dry_run").asBoolean() ? 200 : 201, answer);
    }

    static ObjectNode changes() {
        return (ObjectNode) Json.read("""
                {"patch": [], "noise": [], "summary": {
                  "files": {"added": ["a.txt"], "removed": ["old.txt"], "changed": [{"path": "b.txt", "changes": [
                    {"at": "/size_bytes", "from": 1, "to": 2}]}]},
                  "packages": {"installed": [], "removed": [], "upgraded": [{"name": "curl", "from": "8.0", "to": "8.1"}]},
                  "network": {"ports_opened": [{"protocol": "tcp4", "local": "0.0.0.0:80", "port": 80, "process": "nc"}]}}}
                """);
    }
}
