package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.ledger.CommandPlan;
import dev.waymark.cli.ledger.StableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns a trajectory into a command with steps (decisions.md 24). All ids follow from the file's hash, the project and
/// the position, so the same file in the same project is the same command, whoever imports it and wherever it lies.
///
/// @param project its key
/// @param agent empty for none
/// @param moment when the states were taken
public record TrajectoryPlan(String project, String agent, StateMoment moment) {
    private static final String SOURCE = "swe-agent";
    /// The API wants a command that is not blank, and a turn without one is still a turn.
    private static final String NO_ACTION = "(no action)";

    public CommandPlan of(Trajectory trajectory) {
        UUID id = StableId.of(SOURCE, trajectory.sha256(), project, "command");
        List<ObjectNode> steps = new ArrayList<>(trajectory.size());
        for (int i = 0; i < trajectory.size(); i++) {
            steps.add(step(trajectory, i));
        }
        return new CommandPlan(id, command(trajectory, id), steps, finalStatus(trajectory.exitStatus()));
    }

    private ObjectNode command(Trajectory trajectory, UUID id) {
        ObjectNode metadata = Json.object()
                .put("source", SOURCE)
                .put("file", trajectory.fileName())
                .put("sha256", trajectory.sha256());
        metadata.setAll(trajectory.facts());
        ObjectNode body = Json.object()
                .put("id", id.toString())
                .put("project", project)
                .put("request", trajectory.task())
                // What was run elsewhere and long ago cannot be evaluated now, and an evaluation owed would keep the
                // command from being completed.
                .put("requires_state_evaluation", false)
                .put("external_ref", SOURCE + ":" + trajectory.sha256());
        if (!agent.isEmpty()) {
            body.put("agent", agent);
        }
        return body.set("metadata", metadata);
    }

    private ObjectNode step(Trajectory trajectory, int i) {
        Turn turn = trajectory.turns().get(i);
        ObjectNode step = Json.object()
                .put(
                        "id",
                        StableId.of(SOURCE, trajectory.sha256(), project, "step", String.valueOf(i))
                                .toString())
                .put("command", turn.action().isBlank() ? NO_ACTION : turn.action())
                .put("status", "completed");
        if (!turn.thought().isBlank()) {
            step.put("explanation", turn.thought());
        }
        step.set("execution_result", Json.object().put("stdout", turn.observation()));
        if (turn.executionTime() != null) {
            step.put("duration_ms", turn.executionTime().plusNanos(500_000).toMillis());
        }
        if (turn.action().isBlank()) {
            step.set("metadata", emptyAction(turn.action()));
        }
        putState(step, "before", state(trajectory, moment == StateMoment.BEFORE ? i : i - 1));
        putState(step, "after", state(trajectory, moment == StateMoment.BEFORE ? i + 1 : i));
        return step;
    }

    /// White space that stood where a command should is kept here.
    private static ObjectNode emptyAction(String action) {
        ObjectNode metadata = Json.object().put("empty_action", true);
        return action.isEmpty() ? metadata : metadata.put("action", action);
    }

    private static @Nullable ObjectNode state(Trajectory trajectory, int i) {
        boolean known = i >= 0 && i < trajectory.size();
        return known ? trajectory.turns().get(i).state() : null;
    }

    private static void putState(ObjectNode step, String name, @Nullable ObjectNode state) {
        if (state != null) {
            step.set(name, Json.object().set("system_info", state));
        }
    }

    /// Agents that were cut off but had something to hand in end as "submitted (…)". A file that does not say how the
    /// run ended gives no reason to call it failed.
    private static String finalStatus(String exitStatus) {
        String status = exitStatus.strip().toLowerCase(Locale.ROOT);
        return status.isEmpty() || status.startsWith("submitted") ? "completed" : "failed";
    }
}
