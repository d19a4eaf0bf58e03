package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.git.GitException;
import dev.waymark.cli.git.Preview;
import dev.waymark.cli.git.Repository;
import dev.waymark.cli.program.Programs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymark step rollback`: takes a project, and a git work tree, back to before a step.
@Command(
        name = "rollback",
        description = {
            "Takes a project back to before a step: that step and all later ones become inactive, and the git work"
                    + " tree goes back to its commit. Nothing is lost: what it leaves stays on a branch.",
            "What would be done is shown first, and asked about."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RollBackStep implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "P", description = "The project's key.")
    private String project = "";

    @Parameters(index = "1", paramLabel = "STEP", description = "The first step to undo: S5 or 5.")
    private String number = "";

    @Option(names = "--repo", paramLabel = "DIR", description = "The work tree. Default: the one around this folder.")
    private @Nullable Path folder;

    @Option(names = "--no-git", description = "Leave every work tree as it is.")
    private boolean noGit;

    @Option(names = "--stash", description = "Put uncommitted work aside with git stash; without this it is refused.")
    private boolean stash;

    @Option(
            names = {"-r", "--reason"},
            paramLabel = "TEXT",
            description = "Why.")
    private String reason = "rolled back with the waymark command line";

    @Option(names = "--dry-run", description = "Only show what would be done.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(names = "--json", description = "Print what was done, or would be, as JSON; needs --yes or --dry-run.")
    private boolean json;

    RollBackStep(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String step = "S" + StepReference.number(spec, number);
        var repository = new Repository(new Programs(session.environment(), workFolder(), Duration.ofSeconds(60)));
        try (WaymarkClient client = session.connect()) {
            var ledger = new RollBackLedger(client, "/v1/projects/" + PathName.encode(project), step, reason);
            JsonNode plan = ledger.preview();
            List<JsonNode> steps = ledger.undone();
            Optional<Preview> git = preview(repository, plan, steps);
            var report = new RollBackReport(session, step);
            if (!json) {
                report.show(plan, steps, git, stash);
            }
            if (git.isPresent()
                    && !git.get().uncommitted().isEmpty()
                    && !git.get().isThere()
                    && !stash
                    && !dryRun) {
                report.refuse();
                return ExitCode.SOFTWARE;
            }
            if (dryRun) {
                print(plan, git);
                return ExitCode.OK;
            }
            if (!yes && (json || !session.confirms("Roll back? [y/N] "))) {
                session.err().println("waymark: nothing was done: answer y, or add --yes");
                return ExitCode.SOFTWARE;
            }
            JsonNode done = ledger.rollBack();
            return finish(done, git, repository, report);
        }
    }

    private Optional<Preview> preview(Repository repository, JsonNode plan, List<JsonNode> steps) {
        String target = plan.at("/git/reset_to").asText("");
        if (noGit || target.isEmpty() || plan.at("/git/reset_to").isNull()) {
            return Optional.empty();
        }
        Optional<Preview> preview = repository
                .find()
                .filter(head -> repository.has(target))
                .map(head -> Preview.of(repository, head, target, RollBackLedger.commits(steps)));
        if (folder != null && preview.isEmpty()) {
            // the ledger must not move without the work tree that was named
            throw new GitException(folder + " is no work tree that has commit " + target + "; nothing was done");
        }
        return preview;
    }

    private Path workFolder() {
        return (folder == null ? Path.of("") : folder).toAbsolutePath().normalize();
    }

    private int finish(JsonNode done, Optional<Preview> git, Repository repository, RollBackReport report) {
        String kept = "";
        try {
            if (git.isPresent() && !git.get().isThere()) {
                kept = takeBack(repository, git.get());
            }
        } catch (GitException refused) {
            report.halfDone(done, refused);
            return ExitCode.SOFTWARE;
        }
        if (json) {
            print(done, git);
            return ExitCode.OK;
        }
        report.done(done, git, kept);
        return ExitCode.OK;
    }

    private String takeBack(Repository repository, Preview git) {
        String step = "S" + StepReference.number(spec, number);
        String tip = git.tip();
        if (!git.uncommitted().isEmpty()) {
            repository.stash("waymark rollback " + step + " of " + project);
        }
        String kept = tip == null ? "" : repository.keep("waymark/rollback-" + step + "-" + tip.substring(0, 10), tip);
        repository.moveTo(git.target());
        return kept;
    }

    private void print(JsonNode rollback, Optional<Preview> git) {
        if (!json) {
            return;
        }
        ObjectNode object = Json.object();
        object.set("rollback", rollback);
        git.ifPresent(preview -> object.set("git", RollBackReport.json(preview)));
        session.out().println(Json.pretty(object));
    }
}
