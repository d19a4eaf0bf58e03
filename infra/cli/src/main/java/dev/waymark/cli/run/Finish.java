package dev.waymark.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;

/// What is left to tell the ledger once a program has ended; it can wait in a file.
///
/// @param step its id
/// @param version the step's, as it was started
/// @param change what PATCH /v1/steps/{id} takes
/// @param evaluation what POST /v1/steps/{id}/evaluations takes
/// @param command its id where it ends with the step, else empty
public record Finish(String step, long version, ObjectNode change, ObjectNode evaluation, String command) {
    /// Reads what [#json] wrote.
    public static Finish of(JsonNode json) {
        return new Finish(
                json.path("step").asText(),
                json.path("version").asLong(),
                json.withObject("/change"),
                json.withObject("/evaluation"),
                json.path("command").asText(""));
    }

    /// All of it in one document.
    public ObjectNode json() {
        ObjectNode json =
                Json.object().put("step", step).put("version", version).put("command", command);
        json.set("change", change);
        json.set("evaluation", evaluation);
        return json;
    }

    String path() {
        return "/v1/steps/" + step;
    }

    boolean failed() {
        return change.path("status").asText().equals("failed");
    }
}
