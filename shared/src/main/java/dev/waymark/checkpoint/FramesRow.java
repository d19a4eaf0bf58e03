package dev.waymark.checkpoint;

import io.micronaut.core.annotation.Introspected;

/// Packs by themselves.
///
/// @param frames null for none
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out
public record FramesRow(
        @io.micronaut.core.annotation.Nullable byte[] frames) {} // Micronaut overlooks `byte @Nullable []`
