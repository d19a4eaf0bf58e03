package dev.waymark.bundle;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/// A line of a bundle.
///
/// @param place of the row; null for a document or a pack that the next row needs
@Introspected
record LineRow(String line, @Nullable String place) {}
