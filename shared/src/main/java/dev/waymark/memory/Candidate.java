package dev.waymark.memory;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A memory that a search by embedding may find, with the parts of its rank that the database knows.
///
/// @param words how well it matches the query, 0 to 1; null without a query
/// @param code of its embedding, see [VectorCode]; null where it has none of the right length, and so
///     scale and slacks
@MappedEntity("memory_candidates")
@SuppressWarnings("ArrayRecordComponent") // looked at once and never compared
public record Candidate(
        @Id UUID id,
        Instant createdAt,
        double importance,
        double recency,
        @Nullable Double words,
        @Nullable Float scale,
        @Nullable Float slack,
        @Nullable Float fineSlack,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] code) {}
