package dev.waymark.cli.run;

import com.fasterxml.jackson.databind.JsonNode;

/// A step that this program runs.
///
/// @param ownCommand whether the command was made for this step alone, and ends with it
public record StepRecord(String project, String commandId, boolean ownCommand, String id, long number, long version) {
    static StepRecord of(String project, String commandId, boolean ownCommand, JsonNode step) {
        return new StepRecord(
                project,
                commandId,
                ownCommand,
                step.path("id").asText(),
                step.path("step_number").asLong(),
                step.path("version").asLong());
    }

    String path() {
        return "/v1/steps/" + id;
    }

    String commandPath() {
        return "/v1/commands/" + commandId;
    }

    StepRecord withVersion(JsonNode step) {
        return new StepRecord(
                project, commandId, ownCommand, id, number, step.path("version").asLong(version));
    }

    /// `S5`.
    public String name() {
        return "S" + number;
    }
}
