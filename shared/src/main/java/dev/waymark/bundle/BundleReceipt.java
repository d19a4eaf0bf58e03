package dev.waymark.bundle;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/// What came of a page.
///
/// @param stored how many rows were not there before
/// @param present how many were; documents and packs, which many share, are not counted
/// @param finished whether the bundle is there as a whole
@Introspected
public record BundleReceipt(BundleKind kind, UUID id, long stored, long present, boolean finished) {}
