package dev.waymark.cli;

import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.ledger.CommandRecorder;
import dev.waymark.cli.ledger.Projects;
import dev.waymark.cli.ledger.Recorded;
import dev.waymark.cli.print.Figures;
import dev.waymark.cli.trajectory.StateMoment;
import dev.waymark.cli.trajectory.Trajectory;
import dev.waymark.cli.trajectory.TrajectoryPlan;
import dev.waymark.cli.trajectory.TrajectoryReader;
import dev.waymark.cli.trajectory.UnreadableFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waymark import trajectory`: one command with its steps for each file. A file that fails does not keep the others
/// from being imported; running it again goes on where it stopped and changes nothing that is there.
@Command(
        name = "trajectory",
        description = {
            "Imports SWE-agent trajectories (*.traj): each file becomes one command, each of its actions one step.",
            "Importing a file again changes nothing, and one that was cut off is gone on with."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ImportTrajectory implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Trajectories to import.")
    private List<Path> files = List.of();

    @Option(
            names = {"-p", "--project"},
            required = true,
            paramLabel = "P",
            description = "Key of the project that gets them; it is made where there is none.")
    private String project = "";

    @Option(names = "--agent", paramLabel = "NAME", description = "The agent whose runs these are.")
    private String agent = "";

    @Option(
            names = "--state-taken",
            paramLabel = "WHEN",
            description = "When the state in a step was taken: before or after its action (default: after;"
                    + " SWE-agent before 1.0 took it before).")
    private StateMoment moment = StateMoment.AFTER;

    ImportTrajectory(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean failed = false;
        try (WaymarkClient client = session.connect()) {
            boolean projectIsThere = false;
            for (Path file : files) {
                try {
                    Trajectory trajectory = new TrajectoryReader().read(file);
                    if (!projectIsThere) {
                        new Projects(client).ensure(project, Json.object().put("name", project));
                        projectIsThere = true;
                    }
                    tell(file, trajectory, record(client, trajectory));
                } catch (UnreadableFileException unreadable) {
                    failed = true;
                    session.err().println(file + ": not imported: " + unreadable.getMessage());
                } catch (ProblemException refused) {
                    if (!projectIsThere || refused.isRefusedKey()) {
                        throw refused;
                    }
                    failed = true;
                    session.err().println(file + ": not imported: " + refused.getMessage());
                }
            }
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private Recorded record(WaymarkClient client, Trajectory trajectory) {
        var plan = new TrajectoryPlan(project, agent, moment).of(trajectory);
        return Bar.during(
                session, trajectory.fileName(), progress -> new CommandRecorder(client).record(plan, progress));
    }

    private void tell(Path file, Trajectory trajectory, Recorded recorded) {
        session.out().println(file + ": " + summary(recorded));
        if (trajectory.replaced() > 0) {
            session.err()
                    .println(file + ": warning: " + trajectory.replaced()
                            + " characters or numbers have no place in the ledger and were replaced");
        }
    }

    private static String summary(Recorded recorded) {
        String where = "command " + recorded.commandId() + ", " + recorded.status();
        if (!recorded.changed()) {
            return "already there (" + Figures.counted(recorded.steps(), "step") + ", " + where + ")";
        }
        if (recorded.created()) {
            return Figures.counted(recorded.sent(), "step") + " imported (" + where + ")";
        }
        return "gone on with: " + recorded.sent() + " of " + Figures.counted(recorded.steps(), "step")
                + (recorded.sent() == 1 ? " was" : " were")
                + " missing (" + where + ")";
    }
}
