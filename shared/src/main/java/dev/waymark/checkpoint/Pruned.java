package dev.waymark.checkpoint;

import io.micronaut.core.annotation.Introspected;

/// What a pruning cut, or would cut.
///
/// @param checkpoints how many
/// @param writes how many pending writes went with them
/// @param packs how many packs of their states no checkpoint of the thread names any more
/// @param bytes what all of this weighs: layouts, metadata, written values and those packs, without rows'
///     headers and indexes. The packs leave a day later, once no other thread turns out to name them
/// @param dryRun whether nothing was changed
@Introspected
public record Pruned(long checkpoints, long writes, long packs, long bytes, boolean dryRun) {}
