package dev.waymark.api.retention;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A tenant with commands that ended long ago: steps with results, snapshots and evaluations.
final class OldWork {
    final Client client;
    final String project;
    final UUID tenant;
    final List<UUID> commands = new ArrayList<>();
    final List<UUID> steps = new ArrayList<>();
    private final Sql sql;

    OldWork(Functions functions) {
        Functions.Answer made =
                functions.operator().post("/v1/tenants", "{\"name\": \"old\"}").expect(201);
        this.client = functions.as(made.text("/api_key"));
        this.tenant = made.id();
        this.project = client.newProject();
        this.sql = Sql.of(functions);
    }

    /// A completed command of so many steps, each with two snapshots and two evaluations.
    OldWork add(int stepCount) {
        UUID command = client.post("/v1/commands", """
                        {"project": "%s", "request": "do it", "agent": "coder", "requires_state_evaluation": false,
                         "baseline": {"system_info": {"os": "Debian %d"}}}""".formatted(project, commands.size()))
                .expect(201)
                .id();
        commands.add(command);
        for (int i = 0; i < stepCount; i++) {
            UUID step = client.newStep(command, """
                            {"command": "make %1$d", "status": "completed", "exit_code": 0,
                             "execution_result": {"stdout": "%2$s\\u0000 of step %1$d"},
                             "started_at": "2026-11-20T10:00:00Z", "ended_at": "2026-11-20T10:00:0%1$dZ",
                             "before": {"system_info": {"host": "a"}, "services_status": {"n": "%1$d"}},
                             "after": {"system_info": {"host": "a"}, "services_status": {"n": "%1$d.5"}}}""".formatted(i % 10, "x".repeat(3_000)))
                    .id();
            steps.add(step);
            evaluate(step, i % 2 == 0 ? "failure" : "partial");
            evaluate(step, i % 3 == 0 ? "unexpected" : "success");
        }
        client.patch("/v1/commands/" + command, "{\"status\": \"completed\"}", "If-Match", "*")
                .expect(200);
        return this;
    }

    void evaluate(UUID step, String type) {
        client.post("/v1/steps/" + step + "/evaluations", """
                        {"evaluator": "judge", "evaluation_type": "%s", "confidence_score": 0.5,
                         "failure_indicators": [{"rule": "r", "saw": "\\u0000"}]}""".formatted(type)).expect(201);
    }

    /// Moves everything so far back.
    OldWork age(int days) {
        String back = " - interval '" + days + " days' where tenant_id = '" + tenant + "'";
        sql.run(
                "update commands set completed_at = completed_at" + back,
                "update system_state_snapshots set created_at = created_at" + back,
                "update step_evaluations set evaluated_at = evaluated_at" + back);
        return this;
    }

    long count(String table) {
        return sql.number("select count(*) from " + table + " where tenant_id = ?", tenant);
    }

    Sql sql() {
        return sql;
    }

    /// Every kind after so many days.
    void policy(String kind, int days, String then) {
        client.put(
                        "/v1/retention-policies",
                        "{\"items\": [{\"kind\": \"%s\", \"days\": %d, \"then\": \"%s\"}]}".formatted(kind, days, then),
                        "If-Match",
                        "*")
                .expect(200);
    }

    Functions.Answer sweep() {
        return client.post("/v1/retention-runs", "{}").expect(201);
    }

    /// One figure of a run.
    static long figure(Functions.Answer run, String kind, String name) {
        for (JsonNode figures : run.body().get("kinds")) {
            if (figures.get("kind").asText().equals(kind)) {
                return figures.get(name).asLong();
            }
        }
        throw new AssertionError("no " + kind + " in " + run.body());
    }
}
