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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells what a step changed: the difference between its snapshots before and after it, in all sections or in
/// those that `sections` names. While one of the two is not captured there is nothing to tell: 404, which names
/// what is missing.
@Controller("/v1/steps")
final class GetStateChanges {
    private final SnapshotRepository snapshots;

    GetStateChanges(SnapshotRepository snapshots) {
        this.snapshots = snapshots;
    }

    /// Tells what a step changed, as a JSON Patch and as a summary by section.
    @Get("/{id}/state-changes")
    @Access(value = Scope.READ, agentKeys = true)
    StateDifference get(@PathVariable UUID id, @QueryValue @Nullable Set<String> sections) {
        List<ChangedSectionRow> rows = snapshots.changedSectionsOfStep(id, SectionNames.of(sections));
        if (rows.isEmpty()) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such step");
        }
        ChangedSectionRow first = rows.getFirst();
        List<String> missing = Stream.of(
                        first.beforeId() == null ? "before_step" : null, first.afterId() == null ? "after_step" : null)
                .filter(Objects::nonNull)
                .collect(Collectors.toList());
        if (!missing.isEmpty()) {
            throw ProblemException.of(
                            ProblemType.NOT_FOUND, "the step has no snapshot of type " + String.join(", nor ", missing))
                    .with("missing", missing);
        }
        return StateDifference.of(rows);
    }
}
