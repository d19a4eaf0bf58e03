package dev.waymark.cli.git;

import dev.waymark.cli.program.MissingProgramException;
import dev.waymark.cli.program.Programs;
import dev.waymark.cli.program.Ran;
import java.util.Optional;

/// The repository around a folder.
public final class Repository {
    private final Programs programs;

    /// @param programs run in the folder
    public Repository(Programs programs) {
        this.programs = programs;
    }

    /// Where it stands; empty where the folder is in no work tree, or there is no git.
    public Optional<Head> find() {
        try {
            Ran inside = programs.run("git", "rev-parse", "--is-inside-work-tree");
            if (!inside.ok() || !inside.out().strip().equals("true")) {
                return Optional.empty();
            }
            Ran branch = programs.run("git", "symbolic-ref", "--quiet", "--short", "HEAD");
            Ran commit = programs.run("git", "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
            return Optional.of(new Head(
                    branch.ok() ? branch.out().strip() : null,
                    commit.ok() ? commit.out().strip() : null));
        } catch (MissingProgramException noGit) {
            return Optional.empty();
        }
    }
}
