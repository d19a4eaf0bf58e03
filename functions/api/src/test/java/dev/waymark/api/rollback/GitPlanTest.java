package dev.waymark.api.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a rollback says about git, done in a real repository.
final class GitPlanTest {
    private final Client client = Functions.shared().newTenant();
    private final String project = client.newProject();
    private final UUID command = client.newCommand(project);

    @TempDir
    private Path tree;

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        assumeThat(hasGit()).as("skipped: git is not installed").isTrue();
        git("init", "-q");
        commit("start");
    }

    @Test
    void resettingToThePlannedCommitBringsBackTheTreeBeforeTheStep() throws IOException, InterruptedException {
        step("one");
        step("two");
        step("three");
        rollBack(2, "S2");
        assertThat(content()).isEqualTo("one");
        step("four");
        assertThat(content()).isEqualTo("four");
        rollBack(4, "S4");
        assertThat(content()).isEqualTo("one");
        rollBack(1, "S1");
        assertThat(content()).isEqualTo("start");
    }

    @Test
    void aStepWithoutACommitGoesBackToTheNearestEarlierOne() throws IOException, InterruptedException {
        step("one");
        client.newStep(command, "{\"command\": \"look\"}");
        rollBack(2, "S1");
        assertThat(content()).isEqualTo("start");
    }

    /// Changes the file and commits that, as a step that tells the commits before and after it.
    private void step(String content) throws IOException, InterruptedException {
        String before = git("rev-parse", "HEAD");
        commit(content);
        client.newStep(command, """
                {"command": "echo %s", "status": "completed", "commit_sha_before": "%s", "commit_sha_after": "%s"}""".formatted(content, before, git("rev-parse", "HEAD")));
    }

    private void commit(String content) throws IOException, InterruptedException {
        Files.writeString(tree.resolve("file"), content);
        git("add", "file");
        git(
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "commit.gpgsign=false",
                "commit",
                "-qm",
                content);
    }

    private void rollBack(int number, String said) throws IOException, InterruptedException {
        Functions.Answer rollback = client.post(
                        "/v1/projects/" + project + "/steps/" + number + "/rollback", "{\"reason\": \"back\"}")
                .expect(201);
        assertThat("S" + rollback.text("/git/step_number")).isEqualTo(said);
        git("reset", "-q", "--hard", rollback.text("/git/reset_to"));
    }

    private String content() throws IOException {
        return Files.readString(tree.resolve("file"));
    }

    private static boolean hasGit() throws InterruptedException {
        try {
            return new ProcessBuilder("git", "--version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as("%s: %s", line, output).isZero();
        return output;
    }
}
