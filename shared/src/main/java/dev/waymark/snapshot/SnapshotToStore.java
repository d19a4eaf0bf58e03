package dev.waymark.snapshot;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `capture_snapshot()` takes.
///
/// @param sections section → hex digest
/// @param documents canonical text by hex digest
@Introspected
@OmitNull
public record SnapshotToStore(
        UUID id,
        Instant at,
        SnapshotType snapshotType,
        @Nullable Instant capturedAt,
        Map<String, String> sections,
        @Nullable Map<String, String> documents) {}
