package dev.waymark.cli.git;

import dev.waymark.cli.program.MissingProgramException;
import dev.waymark.cli.program.Programs;
import dev.waymark.cli.program.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The repository around a folder.
public final class Repository {
    private final Programs programs;

    /// A repository that may or may not be there.
    ///
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

    /// Whether it has this commit.
    public boolean has(String commit) {
        return run("cat-file", "-e", commit + "^{commit}").ok();
    }

    /// Whether the second commit comes after the first, or is the same.
    boolean leadsTo(String earlier, String later) {
        return run("merge-base", "--is-ancestor", earlier, later).ok();
    }

    /// What would be lost if files were overwritten: changed and new files, as `git status` writes them.
    public List<String> uncommitted() {
        return lines(checked("status", "--porcelain", "--untracked-files=normal"));
    }

    /// Branches, those of remotes too, whose history has the commit; without the one that is checked out.
    List<String> otherBranchesWith(String commit) {
        List<String> branches = new ArrayList<>();
        for (String line :
                lines(checked("branch", "--all", "--contains", commit, "--format=%(HEAD)%(refname:short)"))) {
            if (!line.startsWith("*") && !line.contains("(") && !line.endsWith("/HEAD")) {
                branches.add(line.strip());
            }
        }
        return branches;
    }

    /// Files that would conflict if the two were merged; nothing is changed by asking.
    ///
    /// @throws GitException when this git cannot tell (it can from 2.38 on)
    List<String> conflicts(String one, String other) {
        Ran ran = run("merge-tree", "--write-tree", "--name-only", "--no-messages", one, other);
        if (ran.exitCode() > 1) {
            throw new GitException(ran.why());
        }
        return ran.ok()
                ? List.of()
                : lines(ran.out()).stream().skip(1).distinct().toList();
    }

    /// Puts uncommitted work, new files included, aside.
    public void stash(String message) {
        checked("stash", "push", "--include-untracked", "--message", message);
    }

    /// Makes a branch that keeps a commit.
    ///
    /// @return its name, which is another one where the wanted one keeps something else
    public String keep(String wanted, String commit) {
        String name = wanted;
        for (int i = 2; ; i++) {
            Ran there = run("rev-parse", "--verify", "--quiet", "refs/heads/" + name);
            if (!there.ok()) {
                checked("branch", "--no-track", name, commit);
                return name;
            }
            if (there.out().strip().equals(commit)) {
                return name;
            }
            name = wanted + "-" + i;
        }
    }

    /// Moves the branch and the work tree to a commit. Git refuses where that would overwrite uncommitted work.
    public void moveTo(String commit) {
        checked("reset", "--keep", commit);
    }

    private String checked(String... arguments) {
        Ran ran = run(arguments);
        if (!ran.ok()) {
            throw new GitException("git " + arguments[0] + ": " + ran.why());
        }
        return ran.out();
    }

    private Ran run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-c";
        all[1] = "core.quotepath=false";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        try {
            return programs.run("git", all);
        } catch (MissingProgramException noGit) {
            throw new GitException(noGit.getMessage() == null ? "no git" : noGit.getMessage(), noGit);
        }
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }
}
