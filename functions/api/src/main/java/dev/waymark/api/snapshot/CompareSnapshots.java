package dev.waymark.api.snapshot;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.snapshot.ChangedSectionRow;
import dev.waymark.snapshot.SnapshotRepository;
import dev.waymark.snapshot.StateDifference;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells what changed from snapshot `a` to snapshot `b`, in all sections or in those that `sections` names. The
/// two may belong to different commands and projects; what is noise, the project of `b` says.
@Controller("/v1/snapshots")
final class CompareSnapshots {
    private final SnapshotRepository snapshots;

    CompareSnapshots(SnapshotRepository snapshots) {
        this.snapshots = snapshots;
    }

    /// Tells what changed from snapshot `a` to snapshot `b`, as a JSON Patch and as a summary by section.
    @Get("/{a}/diff/{b}")
    @Access(value = Scope.READ, agentKeys = true)
    StateDifference compare(@PathVariable UUID a, @PathVariable UUID b, @QueryValue @Nullable Set<String> sections) {
        List<ChangedSectionRow> rows = snapshots.changedSections(a, b, SectionNames.of(sections));
        if (rows.isEmpty()) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "one of the two snapshots is not there");
        }
        return StateDifference.of(rows);
    }
}
