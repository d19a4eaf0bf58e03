package dev.waymark.integrity;

import io.micronaut.core.annotation.Introspected;

/// Packs as `pack_frames()` sends them; null for none.
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out
record PacksRow(@io.micronaut.core.annotation.Nullable byte[] frames) {} // Micronaut overlooks `byte @Nullable []`
