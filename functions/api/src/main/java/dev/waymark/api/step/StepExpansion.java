package dev.waymark.api.step;

import dev.waymark.archive.ArchivedResults;
import dev.waymark.body.Page;
import dev.waymark.document.DocumentRepository;
import dev.waymark.document.ResultCipher;
import dev.waymark.evaluation.Evaluation;
import dev.waymark.evaluation.EvaluationRepository;
import dev.waymark.evaluation.EvaluationRow;
import dev.waymark.evaluation.EvidenceCipher;
import dev.waymark.json.RawJson;
import dev.waymark.paging.Paging;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.snapshot.SectionRow;
import dev.waymark.snapshot.Snapshot;
import dev.waymark.snapshot.SnapshotRepository;
import dev.waymark.snapshot.SnapshotSize;
import dev.waymark.step.Step;
import dev.waymark.step.StepRow;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Adds to steps what belongs to them, as `expand` asks: one statement for each kind, however many steps there are. A
/// step
/// that has not been evaluated shows no evaluation.
@Singleton
final class StepExpansion {
    private static final Set<String> KNOWN = Set.of("snapshots", "agent_config", "evaluation");

    /// What is read from storage is read for one step alone.
    private static final String RESULT = "execution_result";

    private final SnapshotRepository snapshots;
    private final DocumentRepository documents;
    private final EvaluationRepository evaluations;
    private final Provider<ArchivedResults> archived;
    private final ResultCipher results;
    private final EvidenceCipher evidence;

    StepExpansion(
            SnapshotRepository snapshots,
            DocumentRepository documents,
            EvaluationRepository evaluations,
            Provider<ArchivedResults> archived,
            ResultCipher results,
            EvidenceCipher evidence) {
        this.snapshots = snapshots;
        this.documents = documents;
        this.evaluations = evaluations;
        this.archived = archived;
        this.results = results;
        this.evidence = evidence;
    }

    /// The step with what was asked for.
    ///
    /// @throws ProblemException 422 for an expansion that is not known
    Step of(StepRow row, @Nullable Set<String> asked) {
        Set<String> others = new HashSet<>(asked == null ? Set.of() : asked);
        boolean withResult = others.remove(RESULT);
        Step step = expanded(List.of(row), known(others)).apply(row);
        return withResult ? withResult(step, row) : step;
    }

    private Step withResult(Step step, StepRow row) {
        UUID archive = row.resultArchiveId();
        return archive == null
                ? step
                : archived.get()
                        .of(archive, row.id())
                        .map(result -> step.withResult(new RawJson(result)))
                        .orElse(step);
    }

    /// A page of steps with what was asked for; it ends early rather than outgrow an answer.
    ///
    /// @param rows read with `limit + 1`
    /// @throws ProblemException 422 for an expansion that is not known
    Page<Step> page(List<StepRow> rows, int limit, Function<StepRow, String> cursor, @Nullable Set<String> asked) {
        Set<String> expand = known(asked);
        ToLongFunction<StepRow> bytes = weights(rows, expand);
        List<StepRow> kept = Paging.kept(rows, limit, bytes);
        return Paging.page(rows, limit, bytes, cursor, expanded(kept, expand));
    }

    private static Set<String> known(@Nullable Set<String> expand) {
        if (expand == null) {
            return Set.of();
        }
        if (!KNOWN.containsAll(expand)) {
            throw ProblemException.invalid(FieldError.of(
                    "expand",
                    "enum",
                    "may name agent_config, evaluation and snapshots, and execution_result of one step"));
        }
        return expand;
    }

    private ToLongFunction<StepRow> weights(List<StepRow> rows, Set<String> expand) {
        if (rows.isEmpty() || !expand.contains("snapshots")) {
            return StepRow::sizeBytes;
        }
        Map<UUID, Long> sizes = snapshots.sizesOfSteps(ids(rows)).stream()
                .collect(Collectors.toMap(SnapshotSize::stepId, SnapshotSize::sizeBytes));
        return row -> row.sizeBytes() + sizes.getOrDefault(row.id(), 0L);
    }

    private Function<StepRow, Step> expanded(List<StepRow> rows, Set<String> expand) {
        if (expand.isEmpty() || rows.isEmpty()) {
            return row -> Step.of(row, results);
        }
        Map<UUID, Step.StepSnapshots> pictures = expand.contains("snapshots") ? snapshotsOf(rows) : Map.of();
        Map<UUID, Evaluation> newest = expand.contains("evaluation") ? newestOf(rows) : Map.of();
        return row -> Step.of(row, results)
                .with(
                        expand.contains("snapshots")
                                ? pictures.getOrDefault(row.id(), new Step.StepSnapshots(null, null))
                                : null,
                        expand.contains("agent_config") ? agentConfig(row) : null,
                        newest.get(row.id()));
    }

    private Map<UUID, Evaluation> newestOf(List<StepRow> rows) {
        return evaluations.newestOf(ids(rows)).stream()
                .collect(Collectors.toMap(EvaluationRow::stepId, row -> Evaluation.of(row, evidence)));
    }

    private Map<UUID, Step.StepSnapshots> snapshotsOf(List<StepRow> rows) {
        Map<UUID, List<SectionRow>> byStep = snapshots.sectionsOfSteps(ids(rows)).stream()
                .collect(Collectors.groupingBy(
                        section -> java.util.Objects.requireNonNull(section.stepId()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        Map<UUID, Step.StepSnapshots> pictures = new LinkedHashMap<>();
        byStep.forEach((step, sections) -> pictures.put(step, pictures(sections)));
        return pictures;
    }

    private static Step.StepSnapshots pictures(List<SectionRow> sections) {
        Map<String, List<SectionRow>> byType = sections.stream()
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
                        .orElseThrow(() ->
                                ProblemException.of(ProblemType.INTEGRITY_ERROR, "document " + digest + " is lost"));
    }

    private static String ids(List<StepRow> rows) {
        return rows.stream().map(row -> "\"" + row.id() + "\"").collect(Collectors.joining(",", "[", "]"));
    }
}
