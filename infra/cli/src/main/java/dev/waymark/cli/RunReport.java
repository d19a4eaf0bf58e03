package dev.waymark.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.machine.Capture;
import dev.waymark.cli.print.Changes;
import dev.waymark.cli.print.Figures;
import dev.waymark.cli.print.Screen;
import dev.waymark.cli.print.StepLine;
import dev.waymark.cli.print.Verdict;
import dev.waymark.cli.run.ApprovalWait;
import dev.waymark.cli.run.Finished;
import dev.waymark.cli.run.Outcome;
import dev.waymark.cli.run.StepRecord;
import java.nio.file.Path;
import java.time.Duration;

/// Tells what `waymark run` does, on the error stream: the output stream is the command's.
final class RunReport {
    private final Session session;
    private final Screen screen;

    RunReport(Session session) {
        this.session = session;
        this.screen = session.messages();
    }

    void started(StepRecord step, String text) {
        say(screen.styled("faint", "waymark: " + step.name() + " of " + step.project() + ": " + StepLine.of(text)));
    }

    void waiting(StepRecord step, Duration longest) {
        say(screen.styled(
                "yellow", "waymark: " + step.name() + " needs approval; waiting for at most " + time(longest)));
        say("  waymark approve " + step.id() + " --reason '…'");
        say("  waymark approve " + step.id() + " --reject --reason '…'");
    }

    void notApproved(StepRecord step, ApprovalWait.End end) {
        String why = switch (end) {
            case REJECTED ->
                "was rejected, or its request expired: waymark step info " + step.project() + " " + step.name();
            case TOO_LATE -> "was not approved in time and is given up";
            default -> "is given up";
        };
        say(screen.styled("red", "waymark: not run: " + step.name() + " " + why));
    }

    void ended(boolean json, StepRecord step, Outcome outcome, Capture after, Finished finished) {
        if (json) {
            ObjectNode object = object(step, outcome);
            object.set("step", finished.step());
            object.set("changes", finished.changes().isMissingNode() ? null : finished.changes());
            object.set("evaluation", finished.evaluation().isMissingNode() ? null : finished.evaluation());
            var problems = object.putArray("problems");
            finished.problems().forEach(problems::add);
            session.out().println(Json.pretty(object));
            return;
        }
        say("");
        say(StepLine.render(finished.step(), screen));
        if (finished.changes().isObject()) {
            say(screen.styled("bold", "what changed"));
            session.err().print(new Changes(screen).render(finished.changes()));
        }
        if (finished.evaluation().isObject()) {
            session.err().print(new Verdict(screen).render(finished.evaluation()));
        }
        notes(outcome, after);
        finished.problems().forEach(problem -> say(screen.styled("yellow", "waymark: " + problem)));
    }

    private void notes(Outcome outcome, Capture after) {
        after.notes().forEach((section, note) -> say(screen.styled("faint", "note: " + section + ": " + note)));
        long leftOut = outcome.out().leftOut() + outcome.err().leftOut();
        if (leftOut > 0) {
            say(screen.styled("yellow", "note: " + Figures.bytes(leftOut) + " of output was shown and is not kept"));
        }
    }

    void unsent(boolean json, StepRecord step, Outcome outcome, Path file, Exception lost) {
        say(screen.styled("red", "waymark: the command ran, but its result was not recorded: " + lost.getMessage()));
        say("  it is kept in " + file);
        say("  waymark send    sends it again");
        if (json) {
            session.out().println(Json.pretty(object(step, outcome).put("unsent", file.toString())));
        }
    }

    private static ObjectNode object(StepRecord step, Outcome outcome) {
        return Json.object()
                .put("project", step.project())
                .put("command_id", step.commandId())
                .put("step_id", step.id())
                .put("step_number", step.number())
                .put("exit_code", outcome.exitCode());
    }

    private static String time(Duration time) {
        return time.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }

    private void say(String line) {
        session.err().println(line);
    }
}
