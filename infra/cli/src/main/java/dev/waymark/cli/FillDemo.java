package dev.waymark.cli;

import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.demo.Demo;
import dev.waymark.cli.ledger.CommandPlan;
import dev.waymark.cli.ledger.CommandRecorder;
import dev.waymark.cli.ledger.Projects;
import dev.waymark.cli.ledger.Recorded;
import dev.waymark.cli.print.Figures;
import picocli.CommandLine.Command;

/// `waymark demo`: something to look at. A second run changes nothing.
@Command(
        name = "demo",
        description =
                "Makes the project `demo` with a few commands and steps to look at; a second run changes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class FillDemo implements Runnable {
    private final Session session;

    FillDemo(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Demo demo = Demo.load();
        try (WaymarkClient client = session.connect()) {
            boolean made = new Projects(client).ensure(demo.project(), demo.projectBody());
            session.out().println("project " + demo.project() + (made ? ": made" : ": already there"));
            demo.plans().forEach(plan -> tell(plan, new CommandRecorder(client).record(plan, (done, total) -> {})));
            next(demo);
        }
    }

    private void tell(CommandPlan plan, Recorded recorded) {
        String what = recorded.changed() ? Figures.counted(recorded.sent(), "step") + " recorded" : "already there";
        session.out()
                .println("  " + plan.body().path("request").asText() + ": " + what + " (" + recorded.status() + ")");
    }

    private void next(Demo demo) {
        session.out().println();
        session.out().println("Now try:");
        session.out().println("  waymark steps " + demo.project());
        session.out().println("  waymark step info " + demo.project() + " S" + demo.failedStep());
        session.out().println("  waymark timeline " + demo.plans().getFirst().id());
    }
}
