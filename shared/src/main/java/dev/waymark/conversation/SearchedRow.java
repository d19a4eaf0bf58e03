package dev.waymark.conversation;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A conversation that a search has come to.
///
/// @param found whether the query finds it without looking into segments
/// @param segments the first positions of the segments that may have what is looked for, separated
///     by commas
@MappedEntity("searched_conversations")
record SearchedRow(
        @Id UUID id,
        Instant createdAt,
        boolean found,
        @Nullable String segments) {
    List<String> candidates() {
        return segments == null ? List.of() : List.of(segments.split(",", -1));
    }
}
