package dev.waymark.change;

import org.jspecify.annotations.Nullable;

/// One place that changed, and is not noise: what came has no `from`, what went no `to`.
///
/// @param at where it stands afterwards; for what went, where it stood
record Difference(Place at, @Nullable Tree from, @Nullable Tree to) {}
