package dev.waymark.timeline;

import io.micronaut.core.annotation.Introspected;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One entry of a timeline as the database shows it: a step, a snapshot, or a fact (then the step's own columns are
/// null).
///
/// @param executionResult null also when it is larger than a timeline shows
/// @param resultBytes what the result weighs, shown or not
/// @param resultArchiveId the archive that alone has the result
/// @param changedBytes what the sections weigh that differ before and after a step; null for one without both
///     snapshots
/// @param beforeSections JSON: those sections before the step; null also when they weigh more than a timeline
///     compares, and when one does not match its digest
/// @param noise the settings of the project that say what is noise, as JSON
/// @param fact of every other kind of entry: what it is, as JSON
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record TimelineRow(
        long position,
        String kind,
        UUID id,
        Instant recordedAt,
        @Nullable Integer stepIndex,
        @Nullable Long stepNumber,
        @Nullable Boolean active,
        @Nullable String stepType,
        @Nullable String command,
        @Nullable String explanation,
        @Nullable String riskLevel,
        @Nullable String status,
        @Nullable Integer exitCode,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] executionResult,
        @Nullable Long resultBytes,
        @Nullable Boolean policyViolation,
        @Nullable String commitShaBefore,
        @Nullable String commitShaAfter,
        @Nullable Long totalTokens,
        @Nullable BigDecimal costUsd,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long durationMs,
        @Nullable UUID stepId,
        @Nullable String snapshotType,
        @Nullable Instant capturedAt,
        @Nullable String digests,
        @Nullable String fact,
        long sizeBytes,
        @Nullable UUID resultArchiveId,
        @Nullable Long changedBytes,
        @Nullable String beforeSections,
        @Nullable String afterSections,
        @Nullable String noise) {}
