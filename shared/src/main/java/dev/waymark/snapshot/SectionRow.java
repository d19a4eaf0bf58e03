package dev.waymark.snapshot;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One section of a snapshot with its body, and what the snapshot itself says.
///
/// @param digest 64 hex digits
/// @param body canonical JSON; null when it is lost
/// @param intact whether the body is there and matches its digest
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record SectionRow(
        UUID snapshotId,
        UUID commandId,
        @Nullable UUID stepId,
        String snapshotType,
        Instant capturedAt,
        Instant createdAt,
        String section,
        String digest,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] body,
        boolean intact) {}
