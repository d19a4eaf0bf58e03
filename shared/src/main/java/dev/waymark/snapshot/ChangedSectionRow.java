package dev.waymark.snapshot;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One section that differs between two snapshots, with both bodies; or, without a section, that there is
/// something to compare.
///
/// @param beforeId null when the step has no such snapshot
/// @param beforeBody canonical JSON; null when the section was not given, and when it is lost
/// @param beforeIntact whether the body matches its digest; null when the section was not given
/// @param noise the settings of the project that say what is noise, as JSON; null when they say nothing
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record ChangedSectionRow(
        @Nullable UUID beforeId,
        @Nullable UUID afterId,
        @Nullable String section,
        @Nullable String beforeDigest,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] beforeBody,
        @Nullable Boolean beforeIntact,
        @Nullable String afterDigest,
        @io.micronaut.core.annotation.Nullable byte[] afterBody,
        @Nullable Boolean afterIntact,
        @Nullable String noise) {}
