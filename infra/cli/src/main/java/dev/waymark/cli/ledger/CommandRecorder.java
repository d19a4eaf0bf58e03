package dev.waymark.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.WaymarkClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Brings a [CommandPlan] into the ledger. What is there already stays untouched: a second run writes nothing, a run
/// after one that was cut off writes the rest, and two runs at once write each row once, because the rows' ids
/// belong to the plan and a batch is recorded whole or not at all.
public final class CommandRecorder {
    /// How often the rows that are there are looked at anew after a conflict with another run.
    private static final int ROUNDS = 5;

    private final WaymarkClient client;

    public CommandRecorder(WaymarkClient client) {
        this.client = client;
    }

    /// Records what is missing, in order.
    ///
    /// @throws ProblemException when the API refuses something; what was sent before stays, and a later run goes on
    public Recorded record(CommandPlan plan, Progress progress) {
        boolean created = client.find(path(plan)).isEmpty() && create(plan);
        int sent = sendMissing(plan, progress);
        CommandEnd.Result end = new CommandEnd(client).reach(path(plan), plan.finalStatus());
        boolean changed = created || sent > 0 || end.changed();
        return new Recorded(plan.id(), plan.steps().size(), sent, created, changed, end.status());
    }

    private boolean create(CommandPlan plan) {
        try {
            client.post("/v1/commands", Json.bytes(plan.body()));
            return true;
        } catch (ProblemException refused) {
            // Another run may have been first; whatever else stands in the way is told as it is.
            if (refused.isConflict() && client.find(path(plan)).isPresent()) {
                return false;
            }
            throw refused;
        }
    }

    private int sendMissing(CommandPlan plan, Progress progress) {
        int sent = 0;
        for (int round = 1; ; round++) {
            List<ObjectNode> missing = missing(plan);
            progress.at(plan.steps().size() - missing.size(), plan.steps().size());
            try {
                for (StepBatch batch; !missing.isEmpty(); missing = missing.subList(batch.size(), missing.size())) {
                    batch = StepBatch.of(missing);
                    client.post(path(plan) + "/steps", batch.body());
                    sent += batch.size();
                    progress.at(
                            plan.steps().size() - missing.size() + batch.size(),
                            plan.steps().size());
                }
                return sent;
            } catch (ProblemException refused) {
                // Another run recorded some of these first: what is still missing is sent in the next round.
                boolean overtaken = refused.isConflict() && missing(plan).size() < missing.size();
                if (!overtaken || round == ROUNDS) {
                    throw refused;
                }
            }
        }
    }

    private List<ObjectNode> missing(CommandPlan plan) {
        Set<String> present = new HashSet<>();
        new Pages(client).forEach(path(plan) + "/steps", 500, step -> {
            present.add(id(step));
            return true;
        });
        return plan.steps().stream().filter(step -> !present.contains(id(step))).toList();
    }

    private static String id(JsonNode step) {
        return step.path("id").asText();
    }

    private static String path(CommandPlan plan) {
        return "/v1/commands/" + plan.id();
    }
}
