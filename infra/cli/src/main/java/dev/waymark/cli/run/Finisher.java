package dev.waymark.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.WaymarkClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Tells the ledger how a step ended, has it judged, and ends its command. Doing it again after a part of it was done
/// does the rest.
public final class Finisher {
    private static final Set<String> UNDER_WAY = Set.of("pending", "approved", "executing");
    private static final int TRIES = 5;

    private final WaymarkClient client;
    private final List<String> problems = new ArrayList<>();

    public Finisher(WaymarkClient client) {
        this.client = client;
    }

    /// Does all of it. What comes after the step's own end may be refused; then it is told, and the step stands.
    public Finished finish(Finish finish) {
        JsonNode step = endStep(finish);
        JsonNode evaluation = evaluate(finish);
        JsonNode changes = evaluation.path("state_changes").isObject()
                ? evaluation.path("state_changes")
                : client.find(finish.path() + "/state-changes").orElse(MissingNode.getInstance());
        boolean failed =
                finish.failed() || evaluation.path("evaluation_type").asText("").equals("failure");
        String command = finish.command().isEmpty() ? "" : "/v1/commands/" + finish.command();
        String refused = Recorder.endCommand(client, command, failed ? "failed" : "completed");
        if (!refused.isEmpty()) {
            problems.add("the command stays open: " + refused);
        }
        return new Finished(step, changes, evaluation, problems);
    }

    private JsonNode endStep(Finish finish) {
        long version = finish.version();
        for (int attempt = 1; ; attempt++) {
            try {
                return client.patch(finish.path(), finish.change(), version).body();
            } catch (ProblemException refused) {
                if (!refused.isVersionMismatch() || attempt == TRIES) {
                    throw refused;
                }
                // Output was appended, or the answer to an earlier try was lost.
                JsonNode now = client.get(finish.path());
                if (!UNDER_WAY.contains(now.path("status").asText())) {
                    return now;
                }
                version = now.path("version").asLong();
            }
        }
    }

    private JsonNode evaluate(Finish finish) {
        try {
            return client.post(finish.path() + "/evaluations", Json.bytes(finish.evaluation()))
                    .body();
        } catch (ProblemException refused) {
            problems.add("not judged: " + refused.getMessage());
            return MissingNode.getInstance();
        }
    }
}
