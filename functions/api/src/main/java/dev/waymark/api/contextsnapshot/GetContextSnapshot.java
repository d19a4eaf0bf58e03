package dev.waymark.api.contextsnapshot;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.contextsnapshot.ContextSnapshot;
import dev.waymark.contextsnapshot.ContextSnapshotRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import java.util.UUID;

/// Reads a context snapshot.
@Controller("/v1/context-snapshots")
final class GetContextSnapshot {
    private final ContextSnapshotRepository snapshots;

    GetContextSnapshot(ContextSnapshotRepository snapshots) {
        this.snapshots = snapshots;
    }

    /// Reads what a model was told, exactly as it was stored, and how it was built.
    @Get("/{id}")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    ContextSnapshot get(@PathVariable UUID id) {
        return snapshots
                .findById(id)
                .map(ContextSnapshot::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such context snapshot"));
    }
}
