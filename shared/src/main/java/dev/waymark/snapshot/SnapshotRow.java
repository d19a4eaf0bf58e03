package dev.waymark.snapshot;

import dev.waymark.json.RawJson;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A snapshot as the database shows it, without the bodies of its sections.
///
/// @param digests JSON: section → hex digest
@MappedEntity("snapshot_rows")
public record SnapshotRow(
        @Id UUID id,
        UUID commandId,
        @Nullable UUID stepId,
        long position,
        String snapshotType,
        Instant capturedAt,
        Instant createdAt,
        String digests) {

    public RawJson digestsAsJson() {
        return new RawJson(digests.getBytes(StandardCharsets.UTF_8));
    }
}
