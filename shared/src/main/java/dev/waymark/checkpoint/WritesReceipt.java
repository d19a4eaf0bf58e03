package dev.waymark.checkpoint;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/// What became of pending writes.
///
/// @param stored how many of them are kept; the others were there already
@Introspected
public record WritesReceipt(UUID checkpointId, int stored) {}
