package dev.waymark.api.step;

import dev.waymark.document.DocumentRepository;
import dev.waymark.json.RawJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.snapshot.SectionRow;
import dev.waymark.snapshot.Snapshot;
import dev.waymark.snapshot.SnapshotRepository;
import dev.waymark.step.Step;
import dev.waymark.step.StepRow;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Adds to a step what belongs to it, as `expand` asks. A step that has not been evaluated shows no evaluation.
@Singleton
final class StepExpansion {
    private static final Set<String> KNOWN = Set.of("snapshots", "agent_config", "evaluation");

    private final SnapshotRepository snapshots;
    private final DocumentRepository documents;

    StepExpansion(SnapshotRepository snapshots, DocumentRepository documents) {
        this.snapshots = snapshots;
        this.documents = documents;
    }

    /// The step with what was asked for.
    ///
    /// @throws ProblemException 422 for an expansion that is not known
    Step of(StepRow row, Set<String> expand) {
        if (!KNOWN.containsAll(expand)) {
            throw ProblemException.invalid(
                    FieldError.of("expand", "enum", "may name agent_config, evaluation and snapshots"));
        }
        Step.StepSnapshots pictures = expand.contains("snapshots") ? snapshotsOf(row.id()) : null;
        return Step.of(row).with(pictures, expand.contains("agent_config") ? agentConfig(row) : null);
    }

    private Step.StepSnapshots snapshotsOf(UUID step) {
        Map<String, List<SectionRow>> byType = snapshots.sectionsOfStep(step).stream()
                .collect(Collectors.groupingBy(SectionRow::snapshotType, LinkedHashMap::new, Collectors.toList()));
        return new Step.StepSnapshots(snapshot(byType.get("before_step")), snapshot(byType.get("after_step")));
    }

    private static @Nullable Snapshot snapshot(@Nullable List<SectionRow> sections) {
        return sections == null ? null : Snapshot.of(sections);
    }

    private @Nullable RawJson agentConfig(StepRow row) {
        String digest = row.agentConfigDigest();
        return digest == null
                ? null
                : documents
                        .findByDigest(digest)
                        .map(document -> document.verified(digest))
                        .orElseThrow(() -> ProblemException.of(
                                dev.waymark.problem.ProblemType.INTEGRITY_ERROR, "document " + digest + " is lost"));
    }
}
