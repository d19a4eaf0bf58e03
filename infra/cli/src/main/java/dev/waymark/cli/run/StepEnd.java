package dev.waymark.cli.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.git.Head;
import dev.waymark.cli.machine.Capture;
import java.util.List;
import java.util.Optional;

/// The end of a program as the ledger takes it.
public final class StepEnd {
    private StepEnd() {}

    /// Completed where the exit code is 0 and no signal was passed on, else failed.
    public static Finish of(
            StepRecord step, Outcome outcome, Capture after, Optional<Head> head, List<Expectation> expectations) {
        boolean well = outcome.exitCode() == 0 && outcome.signal() == null;
        ObjectNode change = Json.object()
                .put("status", well ? "completed" : "failed")
                .put("exit_code", outcome.exitCode())
                .put("started_at", outcome.startedAt().toString())
                .put("ended_at", outcome.endedAt().toString());
        change.set("execution_result", result(outcome));
        change.set("after", after.sections());
        head.map(Head::commit).ifPresent(commit -> change.put("commit_sha_after", commit));
        return new Finish(
                step.id(), step.version(), change, evaluation(expectations), step.ownCommand() ? step.commandId() : "");
    }

    private static ObjectNode result(Outcome outcome) {
        ObjectNode result = Json.object()
                .put("stdout", outcome.out().text())
                .put("stderr", outcome.err().text());
        if (outcome.signal() != null) {
            result.put("signal", outcome.signal());
        }
        long leftOut = outcome.out().leftOut() + outcome.err().leftOut();
        if (leftOut > 0) {
            result.put("left_out_bytes", leftOut);
        }
        return result;
    }

    private static ObjectNode evaluation(List<Expectation> expectations) {
        ObjectNode body = Json.object();
        if (!expectations.isEmpty()) {
            ArrayNode list = body.putArray("expectations");
            expectations.forEach(one -> list.addObject()
                    .put("name", one.name())
                    .put("predicate", one.predicate())
                    .put("severity", "required"));
        }
        return body;
    }
}
