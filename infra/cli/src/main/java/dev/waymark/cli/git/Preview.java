package dev.waymark.cli.git;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What taking a work tree back to a commit would do.
///
/// @param target the commit
/// @param uncommitted what has no commit yet, as `git status` writes it
/// @param others branches that hold the later steps' commits
/// @param quarrels pairs of those branches that would conflict with each other
public record Preview(
        Head head, String target, List<String> uncommitted, List<OtherBranch> others, List<String> quarrels) {
    private static final int MOST_COMMITS = 100;
    private static final int MOST_BRANCHES = 20;

    public Preview {
        uncommitted = List.copyOf(uncommitted);
        others = List.copyOf(others);
        quarrels = List.copyOf(quarrels);
    }

    /// Looks, and changes nothing.
    ///
    /// @param later commits of the steps that are rolled back; those that are not here are passed over
    public static Preview of(Repository repository, Head head, String target, Collection<String> later) {
        Set<String> names = new TreeSet<>();
        later.stream()
                .distinct()
                .limit(MOST_COMMITS)
                .filter(commit -> !commit.equals(target) && repository.has(commit))
                .forEach(commit -> names.addAll(repository.otherBranchesWith(commit)));
        List<String> shown = names.stream().limit(MOST_BRANCHES).toList();
        List<OtherBranch> others =
                shown.stream().map(name -> other(repository, target, name)).toList();
        return new Preview(head, target, repository.uncommitted(), others, quarrels(repository, shown));
    }

    /// Whether the work tree is there already.
    public boolean isThere() {
        return target.equals(head.commit());
    }

    /// The commit that would be left behind.
    public @Nullable String tip() {
        return head.commit();
    }

    private static OtherBranch other(Repository repository, String target, String name) {
        if (repository.leadsTo(target, name)) {
            return new OtherBranch(name, OtherBranch.Meeting.FAST_FORWARD, List.of());
        }
        try {
            List<String> conflicts = repository.conflicts(target, name);
            OtherBranch.Meeting meeting =
                    conflicts.isEmpty() ? OtherBranch.Meeting.CLEAN : OtherBranch.Meeting.CONFLICT;
            return new OtherBranch(name, meeting, conflicts);
        } catch (GitException tooOld) {
            return new OtherBranch(name, OtherBranch.Meeting.UNKNOWN, List.of());
        }
    }

    private static List<String> quarrels(Repository repository, List<String> names) {
        List<String> quarrels = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                try {
                    List<String> files = repository.conflicts(names.get(i), names.get(j));
                    if (!files.isEmpty()) {
                        quarrels.add(
                                names.get(i) + " and " + names.get(j) + " conflict in " + String.join(", ", files));
                    }
                } catch (GitException tooOld) {
                    return List.of();
                }
            }
        }
        return quarrels;
    }
}
