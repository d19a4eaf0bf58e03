package dev.waymark.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.ledger.Projects;
import java.util.Optional;
import java.util.UUID;

/// Tells the ledger what is about to run, until it may.
public final class Recorder {
    private static final int TRIES = 5;
    private static final String APPROVAL_REQUIRED = "approval-required";

    private final WaymarkClient client;

    public Recorder(WaymarkClient client) {
        this.client = client;
    }

    /// Records the step as pending, with its project and its command where these are missing.
    public StepRecord open(NewRun run) {
        new Projects(client).ensure(run.project(), Json.object().put("name", run.project()));
        String command = run.command().map(UUID::toString).orElseGet(() -> makeCommand(run));
        JsonNode step = client.post("/v1/commands/" + command + "/steps", Json.bytes(step(run)))
                .body();
        return StepRecord.of(run.project(), command, run.command().isEmpty(), step);
    }

    private String makeCommand(NewRun run) {
        ObjectNode body = Json.object().put("project", run.project()).put("request", run.text());
        if (!run.agent().isEmpty()) {
            body.put("agent", run.agent());
        }
        return client.post("/v1/commands", Json.bytes(body)).body().path("id").asText();
    }

    private static ObjectNode step(NewRun run) {
        ObjectNode body = Json.object().put("command", run.text());
        putUnlessEmpty(body, "explanation", run.explanation());
        putUnlessEmpty(body, "risk_level", run.risk());
        run.head().ifPresent(head -> {
            putUnlessEmpty(body, "branch", head.branch() == null ? "" : head.branch());
            putUnlessEmpty(body, "commit_sha_before", head.commit() == null ? "" : head.commit());
        });
        body.putObject("metadata").put("working_directory", run.folder());
        return body;
    }

    private static void putUnlessEmpty(ObjectNode body, String name, String value) {
        if (!value.isEmpty()) {
            body.put(name, value);
        }
    }

    /// Moves the step to `executing`, with the machine's state right before.
    ///
    /// @return the step as it is now; empty when the project's policy wants it approved first
    public Optional<StepRecord> start(StepRecord step, JsonNode before) {
        ObjectNode body = Json.object().put("status", "executing");
        body.set("before", before);
        StepRecord seen = step;
        for (int attempt = 1; ; attempt++) {
            try {
                return Optional.of(seen.withVersion(
                        client.patch(seen.path(), body, seen.version()).body()));
            } catch (ProblemException refused) {
                if (refused.problem().type().equals(APPROVAL_REQUIRED)) {
                    return Optional.empty();
                }
                if (!refused.isVersionMismatch() || attempt == TRIES) {
                    throw refused;
                }
                // It was approved, or the answer to an earlier try was lost.
                JsonNode now = client.get(step.path());
                seen = step.withVersion(now);
                if (now.path("status").asText().equals("executing")) {
                    return Optional.of(seen);
                }
            }
        }
    }

    /// Shows those who decide what the machine looks like while the step waits.
    public void showState(StepRecord step, JsonNode sections) {
        ObjectNode body = Json.object().put("snapshot_type", "baseline");
        body.set("sections", sections);
        try {
            client.post(step.commandPath() + "/snapshots", Json.bytes(body));
        } catch (ProblemException refused) {
            // The command has its baseline already.
            if (!refused.isConflict()) {
                throw refused;
            }
        }
    }

    /// Gives the step up: nobody is going to run it.
    public void giveUp(StepRecord step) {
        try {
            client.patch(step.path(), Json.object().put("status", "skipped"), "*");
        } catch (ProblemException refused) {
            // Whoever was asked has decided in the meantime.
            if (!refused.isConflict()) {
                throw refused;
            }
        }
        endCommand(client, step.ownCommand() ? step.commandPath() : "", "cancelled");
    }

    /// Ends a command that was made for one step.
    ///
    /// @param path empty for none
    /// @return why it could not be ended; empty when it could
    static String endCommand(WaymarkClient client, String path, String status) {
        if (path.isEmpty()) {
            return "";
        }
        try {
            client.patch(path, Json.object().put("status", status), "*");
            return "";
        } catch (ProblemException refused) {
            if (!refused.isConflict()) {
                throw refused;
            }
            return refused.problem().message();
        }
    }
}
