package dev.waymark.timeline;

import dev.waymark.body.OmitNull;
import dev.waymark.database.StoredText;
import dev.waymark.json.RawJson;
import dev.waymark.step.ExecutionArchive;
import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One entry of a timeline as it is answered: exactly one member beside the first three is there, named as its kind.
///
/// @param position its place in the command's timeline, from 0
/// @param kind `step`, `snapshot`, `evaluation`, `approval` or `rollback`; `change` and `output` for those who follow
/// @param evaluation `id`, `step_id`, `evaluation_type`, `confidence_score`, `evaluator`, `failure_indicators` and
///     `recommendations` (null when they have more than 16 KiB), `proposed_steps`, and a `link` to all of them
/// @param recordedAt when Waymark learned of it
/// @param approval a decision: `id`, `step_id`, `step_number`, `decision`, `decided_by`, `approval_reasoning`,
///     `expected_impact`
/// @param rollback what was rolled back of this command: `id`, `action` (`rolled_back` or `undone`), `kind`, `reason`,
///     `to_step_number`, `deactivated_count`, `first_step_number`, `last_step_number`, `undone_at`
/// @param change only for those who follow: how a step stands after its last change; `step_id`, `step_number`,
///     `step_index`, `active`, `status`, `exit_code`, `duration_ms`
/// @param output only for those who follow, and while the step executes: `step_id`, `chunk_index`, `stdout`, `stderr`
@Introspected
@OmitNull
public record TimelineEntry(
        long position,
        String kind,
        Instant recordedAt,
        @Nullable StepEntry step,
        @Nullable SnapshotEntry snapshot,
        @Nullable RawJson evaluation,
        @Nullable RawJson approval,
        @Nullable RawJson rollback,
        @Nullable RawJson change,
        @Nullable RawJson output) {

    /// A step in a timeline.
    ///
    /// @param executionResult absent when it has more than 16 KiB; `link` then leads to the whole step
    /// @param resultBytes what the result weighs
    /// @param executionArchive where the result is, once an archive alone has it
    /// @param stateChanges by section, what the step changed; absent without a snapshot before or after it, and
    ///     JSON null when it is too much for a timeline: `stateChangesLink` then leads to it
    @Introspected
    @OmitNull
    public record StepEntry(
            UUID id,
            int stepIndex,
            long stepNumber,
            boolean active,
            String stepType,
            String command,
            @Nullable String explanation,
            String riskLevel,
            String status,
            @Nullable Integer exitCode,
            @Nullable RawJson executionResult,
            @Nullable Long resultBytes,
            boolean policyViolation,
            @Nullable String commitShaBefore,
            @Nullable String commitShaAfter,
            @Nullable Long totalTokens,
            @Nullable BigDecimal costUsd,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Long durationMs,
            @Nullable RawJson stateChanges,
            @Nullable String stateChangesLink,
            @Nullable String link,
            @Nullable ExecutionArchive executionArchive) {}

    /// A snapshot in a timeline.
    ///
    /// @param sections section → digest; equal digests are equal sections
    /// @param link leads to the sections themselves
    @Introspected
    @OmitNull
    public record SnapshotEntry(
            UUID id, String snapshotType, @Nullable UUID stepId, Instant capturedAt, RawJson sections, String link) {}

    /// The entry of a row.
    ///
    /// @param changes makes the changes of each step of the page
    static TimelineEntry of(TimelineRow row, TimelineChanges changes, TimelineCipher cipher) {
        String kind = row.kind();
        return new TimelineEntry(
                row.position(),
                kind,
                row.recordedAt(),
                kind.equals("step") ? step(row, changes.of(row), cipher) : null,
                kind.equals("snapshot") ? snapshot(row) : null,
                kind.equals("evaluation") ? cipher.evaluation(row.id(), present(row.fact())) : null,
                kind.equals("approval") ? fact(row) : null,
                kind.equals("rollback") ? fact(row) : null,
                kind.equals("change") ? fact(row) : null,
                kind.equals("output") ? cipher.output(row.id(), present(row.fact())) : null);
    }

    private static RawJson fact(TimelineRow row) {
        return new RawJson(present(row.fact()).getBytes(StandardCharsets.UTF_8));
    }

    private static StepEntry step(TimelineRow row, @Nullable RawJson changes, TimelineCipher cipher) {
        byte[] plain = cipher.result(row.id(), row.executionResult());
        boolean cut = row.executionResult() == null && row.resultBytes() != null;
        return new StepEntry(
                row.id(),
                present(row.stepIndex()),
                present(row.stepNumber()),
                present(row.active()),
                present(row.stepType()),
                StoredText.read(present(row.command())),
                StoredText.readOrNull(row.explanation()),
                present(row.riskLevel()),
                present(row.status()),
                row.exitCode(),
                plain == null ? null : new RawJson(plain),
                plain == null ? row.resultBytes() : Long.valueOf(plain.length),
                present(row.policyViolation()),
                row.commitShaBefore(),
                row.commitShaAfter(),
                row.totalTokens(),
                row.costUsd(),
                row.startedAt(),
                row.endedAt(),
                row.durationMs(),
                changes,
                TimelineChanges.TOO_MUCH.equals(changes) ? "/v1/steps/" + row.id() + "/state-changes" : null,
                cut ? "/v1/steps/" + row.id() : null,
                ExecutionArchive.orNull(row.resultArchiveId()));
    }

    private static SnapshotEntry snapshot(TimelineRow row) {
        return new SnapshotEntry(
                row.id(),
                present(row.snapshotType()),
                row.stepId(),
                present(row.capturedAt()),
                new RawJson(present(row.digests()).getBytes(StandardCharsets.UTF_8)),
                "/v1/snapshots/" + row.id());
    }

    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "a column that its kind of entry always has");
    }
}
