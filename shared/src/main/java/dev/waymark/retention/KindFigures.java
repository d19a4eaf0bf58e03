package dev.waymark.retention;

import io.micronaut.core.annotation.Introspected;

/// What a sweep did with rows of one kind, or would do.
///
/// @param archived rows that are in archives now
/// @param deleted rows that are in their table no more, those in archives among them
/// @param compressed rows that stay and take less room
/// @param bytes what the rows that left had in their table (of snapshots that were deleted without
///     an archive: about, from a sample of each batch), and what compressing saved; without the
///     documents that they referred to, which are collected once nothing refers to them
/// @param failed rows that should have left and could not; the next sweep tries again
@Introspected
public record KindFigures(String kind, long archived, long deleted, long compressed, long bytes, long failed) {}
