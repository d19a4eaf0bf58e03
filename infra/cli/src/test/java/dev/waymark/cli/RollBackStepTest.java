package dev.waymark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.print.Screen;
import dev.waymark.cli.program.MissingProgramException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three steps, each with a commit of its own, in a real repository.
class RollBackStepTest {
    private final LedgerStandIn ledger = new LedgerStandIn();
    private final List<String> commits = new ArrayList<>();
    private final ObjectNode command = Json.object().put("id", "c").put("project", "shop");

    @TempDir
    Path folder = Path.of("");

    RollBackStepTest() throws IOException {}

    private GitFolder repository() throws IOException, MissingProgramException {
        var repository = new GitFolder(folder);
        commits.add(repository.commit("base.txt", "base\n"));
        for (int i = 1; i <= 3; i++) {
            String before = repository.head();
            commits.add(repository.commit("s" + i + ".txt", "step " + i + "\n"));
            step(i, before, repository.head());
        }
        return repository;
    }

    private void step(int number, String before, String after) {
        ObjectNode step = Json.object().put("id", "step-" + number).put("command", "make " + number);
        step.put("commit_sha_before", before).put("commit_sha_after", after).put("status", "completed");
        ledger.rows.add(command, step);
    }

    @BeforeEach
    void makeProject() {
        ledger.rows.projects.put("shop", Json.object().put("key", "shop"));
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    private Shell shell() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("WAYMARK_URL", ledger.url());
        environment.put("WAYMARK_API_KEY", LedgerStandIn.KEY);
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        return new Shell(environment, Screen.plain());
    }

    private Shell.Ran rollBack(String... options) {
        List<String> line = new ArrayList<>(List.of("step", "rollback", "shop", "S2", "--repo", folder.toString()));
        line.addAll(List.of(options));
        return shell().run(line.toArray(String[]::new));
    }

    private long active() {
        return ledger.rows.steps.values().stream()
                .filter(s -> s.path("active").asBoolean())
                .count();
    }

    @Test
    void theWorkTreeGoesBackAndWhatItLeftStaysOnABranch() throws Exception {
        GitFolder repository = repository();
        String tip = repository.head();

        var ran = rollBack("--yes");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(repository.head()).isEqualTo(commits.get(1));
        assertThat(folder.resolve("s1.txt")).exists();
        assertThat(folder.resolve("s2.txt")).doesNotExist();
        assertThat(active()).isEqualTo(1);
        String kept = "waymark/rollback-S2-" + tip.substring(0, 10);
        assertThat(repository.git("rev-parse", kept)).isEqualTo(tip);
        assertThat(repository.git("symbolic-ref", "--short", "HEAD")).isEqualTo("main");
        assertThat(ran.out())
                .contains("S2 ")
                .contains("S3 ")
                .doesNotContain("S1 ")
                .contains("branch main goes from " + tip + " back to " + commits.get(1))
                .contains("Rolled back: 2 steps are inactive")
                .contains("on branch " + kept);
    }

    @Test
    void uncommittedWorkIsRefusedAndListed() throws Exception {
        GitFolder repository = repository();
        String tip = repository.head();
        repository.write("base.txt", "mine\n");
        repository.write("new file.txt", "mine too\n");

        var ran = rollBack("--yes");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("nothing was done").contains("--stash");
        assertThat(ran.out()).contains("base.txt").contains("new file.txt");
        assertThat(repository.head()).isEqualTo(tip);
        assertThat(repository.read("base.txt")).isEqualTo("mine\n");
        assertThat(active()).isEqualTo(3);
    }

    @Test
    void uncommittedWorkIsStashedWhenTold() throws Exception {
        GitFolder repository = repository();
        repository.write("base.txt", "mine\n");
        repository.write("new file.txt", "mine too\n");

        var ran = rollBack("--yes", "--stash");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(repository.head()).isEqualTo(commits.get(1));
        assertThat(repository.read("base.txt")).isEqualTo("base\n");
        assertThat(ran.out()).contains("git stash pop");
        repository.git("stash", "pop");
        assertThat(repository.read("base.txt")).isEqualTo("mine\n");
        assertThat(repository.read("new file.txt")).isEqualTo("mine too\n");
    }

    @Test
    void ignoredFilesStayWhereTheyAre() throws Exception {
        GitFolder repository = repository();
        repository.write(".git/info/exclude", "*.log\n");
        repository.write("build.log", "kept");

        assertThat(rollBack("--yes").exitCode()).isZero();
        assertThat(repository.read("build.log")).isEqualTo("kept");
    }

    @Test
    void otherBranchesAreNamedWithWhatMergingThemWouldDo() throws Exception {
        GitFolder repository = repository();
        repository.git("branch", "follows", commits.get(2));
        repository.git("checkout", "--quiet", "-b", "quarrels", commits.get(2));
        repository.commit("s2.txt", "otherwise\n");
        repository.git("checkout", "--quiet", "-b", "aside", commits.get(0));
        step(4, commits.get(0), repository.commit("s1.txt", "another step 1\n"));
        repository.git("checkout", "--quiet", "follows");
        repository.commit("s2.txt", "follows\n");
        repository.git("checkout", "--quiet", "main");

        var ran = rollBack("--dry-run");
        JsonNode json = Json.read(rollBack("--dry-run", "--json").out());

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains("Branch follows holds commits of these steps: merging it would bring their work back")
                .contains("Branch aside holds commits of these steps: merging it would conflict in s1.txt.")
                .contains("Branches follows and quarrels conflict in s2.txt.");
        assertThat(json.at("/git/other_branches")).hasSize(3);
        assertThat(json.at("/git/other_branches/0/merge").asText()).isEqualTo("conflict");
        assertThat(repository.git("branch", "--list", "waymark/*")).isEmpty();
        assertThat(active()).isEqualTo(4);
    }

    @Test
    void withoutAYesNothingIsDone() throws Exception {
        GitFolder repository = repository();
        String tip = repository.head();

        var nobody = rollBack();
        var no = shell().answering("n\n").run("step", "rollback", "shop", "S2", "--repo", folder.toString());
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(no.err()).contains("Roll back? [y/N]").contains("nothing was done");
        assertThat(repository.head()).isEqualTo(tip);
        assertThat(active()).isEqualTo(3);

        var yes = shell().answering("y\n").run("step", "rollback", "shop", "S2", "--repo", folder.toString());
        assertThat(yes.exitCode()).isZero();
        assertThat(repository.head()).isEqualTo(commits.get(1));
    }

    @Test
    void whereTheNamedFolderLacksTheCommitNothingIsDone() throws Exception {
        repository();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        var other = new GitFolder(elsewhere);
        String head = other.commit("x", "x");

        var ran = shell().run("step", "rollback", "shop", "S2", "--repo", elsewhere.toString(), "--yes");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("is no work tree that has commit " + commits.get(1));
        assertThat(other.head()).isEqualTo(head);
        assertThat(active()).isEqualTo(3);
    }

    @Test
    void aDetachedHeadGoesBackToo() throws Exception {
        GitFolder repository = repository();
        repository.git("checkout", "--quiet", "--detach");

        var ran = rollBack("--yes");

        assertThat(ran.out()).contains("the detached head goes from");
        assertThat(repository.head()).isEqualTo(commits.get(1));
        assertThat(repository.git("rev-parse", "main")).isEqualTo(commits.get(3));
    }
}
