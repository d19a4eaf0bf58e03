package dev.waymark.cli;

import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.UnreachableException;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.git.Repository;
import dev.waymark.cli.machine.Capture;
import dev.waymark.cli.machine.Machine;
import dev.waymark.cli.machine.Watch;
import dev.waymark.cli.program.Programs;
import dev.waymark.cli.run.ApprovalWait;
import dev.waymark.cli.run.Child;
import dev.waymark.cli.run.ChildEnvironment;
import dev.waymark.cli.run.Finish;
import dev.waymark.cli.run.Finisher;
import dev.waymark.cli.run.LiveOutput;
import dev.waymark.cli.run.Outcome;
import dev.waymark.cli.run.Recorder;
import dev.waymark.cli.run.StepEnd;
import dev.waymark.cli.run.StepRecord;
import dev.waymark.cli.run.Unsent;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `waymark run`: runs a command as a recorded step.
@Command(
        name = "run",
        description = {
            "Runs a command as a recorded step: with the machine's state before and after it, its output, a verdict.",
            "Exit code: the command's own; 125 where it was not run, because Waymark cannot be reached or nobody"
                    + " approved it; 126 or 127 where it cannot be started."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RunStep implements Callable<Integer> {
    static final int NOT_RUN = 125;
    private static final Duration BETWEEN_OUTPUTS = Duration.ofSeconds(1);

    private final Session session;

    @Mixin
    private RunOptions options = new RunOptions();

    RunStep(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path folder = options.folder();
        Duration longest = options.approvalTimeout();
        var programs = new Programs(session.environment(), folder, Duration.ofSeconds(10));
        var git = new Repository(programs);
        Machine machine = Machine.of(programs, Watch.of(folder, options.watch()));
        for (Path missing : options.missing(folder)) {
            session.err().println("waymark: nothing is there yet to watch at " + missing);
        }
        try (WaymarkClient client = session.connect()) {
            var recorder = new Recorder(client);
            Optional<StepRecord> started;
            try {
                StepRecord step = recorder.open(options.newRun(session.environment(), git.find()));
                started = start(client, recorder, step, machine, longest);
            } catch (UnreachableException | ProblemException refused) {
                session.err().println(session.messages().styled("red", "waymark: not run: " + refused.getMessage()));
                return NOT_RUN;
            }
            return started.isEmpty() ? NOT_RUN : run(client, started.get(), folder, machine, git);
        }
    }

    /// Empty where nobody allowed it.
    private Optional<StepRecord> start(
            WaymarkClient client, Recorder recorder, StepRecord step, Machine machine, Duration longest)
            throws InterruptedException {
        Capture before = machine.capture();
        Optional<StepRecord> started = recorder.start(step, before.sections());
        if (started.isPresent()) {
            return started;
        }
        recorder.showState(step, before.sections());
        new RunReport(session).waiting(step, longest);
        var wait = new ApprovalWait(client, session.backoff().sleeper());
        ApprovalWait.End end = wait.until(step, longest);
        if (end == ApprovalWait.End.APPROVED) {
            // What was seen before may be hours old.
            return recorder.start(step, machine.capture().sections());
        }
        recorder.giveUp(step);
        new RunReport(session).notApproved(step, end);
        return Optional.empty();
    }

    private int run(WaymarkClient client, StepRecord step, Path folder, Machine machine, Repository git)
            throws InterruptedException {
        var report = new RunReport(session);
        report.started(step, options.text());
        var child = new Child(options.line(), folder, ChildEnvironment.of(session.environment(), step));
        PrintStream out = options.json() ? session.err() : session.out();
        Outcome outcome;
        try (var live = new LiveOutput(client, step, BETWEEN_OUTPUTS)) {
            outcome = child.run(out, session.err(), live);
        }
        Capture after = machine.capture();
        Finish finish = StepEnd.of(step, outcome, after, git.find(), options.expectations());
        try {
            report.ended(options.json(), step, outcome, after, new Finisher(client).finish(finish));
        } catch (UnreachableException | ProblemException lost) {
            report.unsent(options.json(), step, outcome, new Unsent(session.environment()).keep(finish), lost);
        }
        return outcome.exitCode();
    }
}
