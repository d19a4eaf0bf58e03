package dev.waymark.bundle;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Part of a bundle.
///
/// @param id of the project or the agent
/// @param name the project's key, or the agent's name
/// @param mark changes whenever something in the bundle changes: pages with the same one fit
///     together
/// @param count how many lines
/// @param lines base64 of a Zstandard frame (RFC 8878) of lines of JSON, each with its end
/// @param nextCursor where the next page begins; null after the last
@Introspected
public record BundlePage(
        BundleKind kind,
        UUID id,
        String name,
        String mark,
        int count,
        String lines,
        @Nullable String nextCursor) {}
