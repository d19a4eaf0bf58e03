package dev.waymark.snapshot;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A snapshot as it is asked for.
///
/// @param id the client's own id
/// @param capturedAt when the system looked like this; now, when absent
@Introspected
public record NewSnapshot(
        @Nullable UUID id,
        SnapshotType snapshotType,
        Sections sections,
        @Nullable Instant capturedAt) {}
