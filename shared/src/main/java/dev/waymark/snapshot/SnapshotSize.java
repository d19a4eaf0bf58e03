package dev.waymark.snapshot;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/// What the sections of a step's snapshots weigh together.
@Introspected
public record SnapshotSize(UUID stepId, long sizeBytes) {}
