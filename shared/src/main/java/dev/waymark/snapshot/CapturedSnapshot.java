package dev.waymark.snapshot;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A snapshot that has just been captured: everything but the sections themselves, which the caller has.
///
/// @param digests section → SHA-256 of its canonical JSON, 64 hex digits; equal digests are equal sections
@Introspected
public record CapturedSnapshot(
        UUID id,
        SnapshotType snapshotType,
        UUID commandId,
        @Nullable UUID stepId,
        Instant capturedAt,
        Instant createdAt,
        Map<String, String> digests) {

    /// What capturing assigned; with the request it makes the answer.
    @Introspected
    public record Assigned(
            UUID id, UUID commandId, @Nullable UUID stepId, Instant createdAt) {}

    public static CapturedSnapshot of(NewSnapshot snapshot, SnapshotToStore asked, Assigned assigned) {
        return new CapturedSnapshot(
                assigned.id(),
                snapshot.snapshotType(),
                assigned.commandId(),
                assigned.stepId(),
                snapshot.capturedAt() == null ? assigned.createdAt() : snapshot.capturedAt(),
                assigned.createdAt(),
                asked.sections());
    }
}
