package dev.waymark.bundle;

import io.micronaut.core.annotation.Introspected;

/// Packs as `pack_frames()` sends them; null for none.
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out
record FramesRow(@io.micronaut.core.annotation.Nullable byte[] frames) {} // Micronaut overlooks `byte @Nullable []`
