package dev.waymark.integrity;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/// Something that is not as it should be.
///
/// @param table where the row is
/// @param id the row's key without its tenant; parts with `/` between them
/// @param flaw `chain`, `counter`, `digest`, `reference` or `partition`
/// @param column what is wrong of it
/// @param stored what is there, digests in hex; what was read instead, or why nothing could be
///     read
/// @param expected what should be; null where what is named is lost
@Introspected
public record Finding(
        String table,
        String id,
        String flaw,
        String column,
        @Nullable String stored,
        @Nullable String expected) {}
