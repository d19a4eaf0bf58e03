package dev.waymark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.ledger.CommandPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The demo project: its key, its settings and what happened in it, always the same.
///
/// @param project its key
/// @param projectBody what PUT /v1/projects/{key} takes
/// @param plans its commands with their steps, in order
public record Demo(String project, ObjectNode projectBody, List<CommandPlan> plans) {
    public Demo {
        plans = List.copyOf(plans);
    }

    /// Reads the description that comes with the program.
    public static Demo load() {
        try (InputStream stream = Demo.class.getResourceAsStream("demo.json")) {
            return read(Json.read(Objects.requireNonNull(stream, "demo.json belongs to this package")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Demo read(JsonNode description) {
        String key = description.path("key").asText();
        List<CommandPlan> plans = new ArrayList<>();
        for (JsonNode command : description.path("commands")) {
            plans.add(new DemoCommand(key, plans.size(), command).plan(description.path("agent_config")));
        }
        return new Demo(key, description.withObject("/project"), plans);
    }

    /// The number, in a project that holds nothing else, of the first step that failed.
    public int failedStep() {
        int number = 0;
        for (CommandPlan plan : plans) {
            for (ObjectNode step : plan.steps()) {
                number++;
                if (step.path("status").asText().equals("failed")) {
                    return number;
                }
            }
        }
        return 1;
    }
}
