package dev.waymark.cli.git;

import org.jspecify.annotations.Nullable;

/// Where a work tree stands.
///
/// @param branch null when it is on none
/// @param commit 40 or 64 hex digits; null before the first one
public record Head(@Nullable String branch, @Nullable String commit) {}
