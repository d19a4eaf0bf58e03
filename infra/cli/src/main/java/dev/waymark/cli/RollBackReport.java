package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.git.GitException;
import dev.waymark.cli.git.OtherBranch;
import dev.waymark.cli.git.Preview;
import dev.waymark.cli.print.PlainText;
import dev.waymark.cli.print.Screen;
import dev.waymark.cli.print.StepTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells what a rollback would do, and did.
///
/// @param step `S5`
record RollBackReport(Session session, String step) {
    private static final int MOST_FILES = 20;

    void show(JsonNode plan, List<JsonNode> steps, Optional<Preview> git, boolean stash) {
        Screen screen = session.screen();
        say(screen.styled("bold", "These steps become inactive:"));
        session.out().print(StepTable.render(steps, screen));
        if (plan.path("snapshot_id").isTextual()) {
            say("State to go back to: snapshot " + plan.path("snapshot_id").asText());
        }
        if (plan.path("checkpoint_id").isTextual()) {
            say("Checkpoint to restore: " + plan.path("checkpoint_id").asText());
        }
        if (git.isPresent()) {
            git(git.get(), stash);
            return;
        }
        String target = plan.at("/git/reset_to").asText("");
        say(
                target.isEmpty() || target.equals("null")
                        ? "No git commit is known from before " + step + ": no work tree is touched."
                        : "No work tree here has commit " + target + ": none is touched.");
    }

    private void git(Preview git, boolean stash) {
        if (git.isThere()) {
            say("The work tree is already at " + git.target() + ".");
        } else {
            String from = git.head().branch() == null
                    ? "the detached head"
                    : "branch " + git.head().branch();
            say("Git: " + from + " goes from " + git.tip() + " back to " + git.target() + ".");
        }
        for (OtherBranch other : git.others()) {
            String how = switch (other.meeting()) {
                case FAST_FORWARD -> "merging it would bring their work back as it was";
                case CLEAN -> "it can be merged without a conflict";
                case CONFLICT -> "merging it would conflict in " + String.join(", ", other.conflicts());
                case UNKNOWN -> "this git cannot tell whether merging it would conflict";
            };
            say("Branch " + PlainText.firstLine(other.name()) + " holds commits of these steps: " + how + ".");
        }
        git.quarrels().forEach(quarrel -> say("Branches " + quarrel + "."));
        if (!git.uncommitted().isEmpty() && !git.isThere()) {
            say(session.screen().styled("yellow", "Uncommitted work" + (stash ? ", which is stashed first:" : ":")));
            git.uncommitted().stream().limit(MOST_FILES).forEach(line -> say("  " + PlainText.firstLine(line)));
            if (git.uncommitted().size() > MOST_FILES) {
                say("  … and " + (git.uncommitted().size() - MOST_FILES) + " more");
            }
        }
    }

    void refuse() {
        session.err()
                .println("waymark: nothing was done: there is uncommitted work; commit it, add --stash to put it aside,"
                        + " or --no-git to leave the work tree as it is");
    }

    void done(JsonNode done, Optional<Preview> git, String kept) {
        say(session.screen().styled("green", "Rolled back") + ": "
                + done.path("deactivated_count").asText() + " steps are inactive (rollback "
                + done.path("id").asText() + ").");
        if (!kept.isEmpty()) {
            say("What the work tree left is on branch " + kept + ".");
        }
        if (!kept.isEmpty() && git.isPresent() && !git.get().uncommitted().isEmpty()) {
            say("The uncommitted work is in git stash: git stash pop");
        }
    }

    void halfDone(JsonNode done, GitException refused) {
        session.err()
                .println("waymark: the ledger is rolled back ("
                        + done.path("id").asText() + "), the work tree is not: " + refused.getMessage());
    }

    static ObjectNode json(Preview git) {
        ObjectNode json = Json.object()
                .put("branch", git.head().branch())
                .put("from", git.tip())
                .put("to", git.target());
        var uncommitted = json.putArray("uncommitted");
        git.uncommitted().forEach(uncommitted::add);
        var others = json.putArray("other_branches");
        for (OtherBranch other : git.others()) {
            ObjectNode one = others.addObject()
                    .put("name", other.name())
                    .put("merge", other.meeting().name().toLowerCase(Locale.ROOT));
            var conflicts = one.putArray("conflicts");
            other.conflicts().forEach(conflicts::add);
        }
        var quarrels = json.putArray("conflicts_between");
        git.quarrels().forEach(quarrels::add);
        return json;
    }

    private void say(String line) {
        session.out().println(line);
    }
}
