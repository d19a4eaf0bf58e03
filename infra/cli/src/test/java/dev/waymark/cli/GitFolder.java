package dev.waymark.cli;

import dev.waymark.cli.program.MissingProgramException;
import dev.waymark.cli.program.Programs;
import dev.waymark.cli.program.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.Assumptions;

/// A real repository in a folder.
final class GitFolder {
    final Path path;
    private final Programs programs;

    GitFolder(Path path) throws IOException, MissingProgramException {
        this.path = path;
        var environment = new HashMap<>(System.getenv());
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        for (String who : new String[] {"AUTHOR", "COMMITTER"}) {
            environment.put("GIT_" + who + "_NAME", "Test");
            environment.put("GIT_" + who + "_EMAIL", "test@example.org");
        }
        this.programs = new Programs(environment, path, Duration.ofSeconds(30));
        Assumptions.assumeTrue(programs.find("git").isPresent(), "skipped: git is not there");
        git("init", "--quiet", "--initial-branch", "main");
        git("config", "user.name", "Test");
        git("config", "user.email", "test@example.org");
    }

    /// What git printed.
    String git(String... arguments) throws MissingProgramException {
        Ran ran = programs.run("git", arguments);
        if (!ran.ok()) {
            throw new AssertionError(String.join(" ", arguments) + ": " + ran.why());
        }
        return ran.out().strip();
    }

    void write(String file, String text) throws IOException {
        Files.writeString(path.resolve(file), text);
    }

    String read(String file) throws IOException {
        return Files.readString(path.resolve(file));
    }

    /// Writes a file and commits it.
    ///
    /// @return the commit
    String commit(String file, String text) throws IOException, MissingProgramException {
        write(file, text);
        git("add", "--all");
        git("commit", "--quiet", "--message", file);
        return head();
    }

    String head() throws MissingProgramException {
        return git("rev-parse", "HEAD");
    }
}
