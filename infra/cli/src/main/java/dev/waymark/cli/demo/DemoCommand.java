package dev.waymark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.ledger.CommandPlan;
import dev.waymark.cli.ledger.StableId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// One command of the description as the API takes it. A step of the description names only the sections of the
/// system's state that it changed; the snapshots hold them all, as an agent that looks at the whole system sends them.
///
/// @param index its position in the project
record DemoCommand(String project, int index, JsonNode description) {
    /// What the description says to this class and not to the API.
    private static final Set<String> INSTRUCTIONS = Set.of("changes", "took_ms");

    CommandPlan plan(JsonNode agentConfig) {
        UUID id = id("command");
        ObjectNode body = Json.object().put("id", id.toString()).put("project", project);
        body.setAll(description.withObject("/command"));
        ObjectNode state = description.withObject("/command/baseline").deepCopy();
        List<ObjectNode> steps = new ArrayList<>();
        for (JsonNode step : description.path("steps")) {
            ObjectNode before = state.deepCopy();
            apply(step.path("changes"), state);
            steps.add(step(steps.size(), step, before, state.deepCopy(), agentConfig));
        }
        JsonNode end = description.path("final_status");
        return new CommandPlan(id, body, steps, end.isTextual() ? end.textValue() : null);
    }

    private ObjectNode step(int position, JsonNode step, ObjectNode before, ObjectNode after, JsonNode agentConfig) {
        ObjectNode body =
                Json.object().put("id", id("step", String.valueOf(position)).toString());
        step.properties().stream()
                .filter(member -> !INSTRUCTIONS.contains(member.getKey()))
                .forEach(member -> body.set(member.getKey(), member.getValue()));
        body.set("agent_config", agentConfig);
        if (step.has("took_ms")) {
            Instant start = Instant.parse(step.path("started_at").asText());
            Instant end = start.plus(Duration.ofMillis(step.path("took_ms").asLong()));
            body.put("ended_at", end.toString()).set("before", before);
            body.set("after", after);
        }
        return body;
    }

    /// Members of a section that is an object are replaced one by one, any other section as a whole.
    private static void apply(JsonNode changes, ObjectNode state) {
        changes.properties().forEach(section -> {
            if (state.path(section.getKey()) instanceof ObjectNode old
                    && section.getValue() instanceof ObjectNode more) {
                old.setAll(more);
                return;
            }
            state.set(section.getKey(), section.getValue());
        });
    }

    private UUID id(String... parts) {
        String[] all = new String[parts.length + 3];
        all[0] = "demo";
        all[1] = project;
        all[2] = String.valueOf(index);
        System.arraycopy(parts, 0, all, 3, parts.length);
        return StableId.of(all);
    }
}
