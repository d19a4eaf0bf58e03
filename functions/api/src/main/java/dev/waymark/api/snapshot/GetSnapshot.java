package dev.waymark.api.snapshot;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.snapshot.SectionRow;
import dev.waymark.snapshot.Snapshot;
import dev.waymark.snapshot.SnapshotRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads a snapshot with its sections, or with those that `sections` names.
@Controller("/v1/snapshots")
final class GetSnapshot {
    private final SnapshotRepository snapshots;

    GetSnapshot(SnapshotRepository snapshots) {
        this.snapshots = snapshots;
    }

    /// Reads a snapshot with its sections, or with those that `sections` names.
    @Get("/{id}")
    @Access(value = Scope.READ, agentKeys = true)
    Snapshot get(@PathVariable UUID id, @QueryValue @Nullable Set<String> sections) {
        List<SectionRow> rows = snapshots.sections(id, SectionNames.of(sections));
        if (rows.isEmpty()) {
            throw ProblemException.of(
                    ProblemType.NOT_FOUND,
                    sections == null
                            ? "there is no such snapshot"
                            : "there is no such snapshot, or it has no such section");
        }
        return Snapshot.of(rows);
    }
}
