package dev.waymark.memory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A memory that a search by embedding may find, with the parts of its rank that the database
/// knows.
///
/// @param words how well it matches the query, 0 to 1; null without a query
/// @param code of its embedding, see [VectorCode]; null where it has none of the right length, and
///     then
///     scale and slacks say nothing
@SuppressWarnings("ArrayRecordComponent") // looked at once and never compared
record Candidate(
        UUID id,
        Instant createdAt,
        double importance,
        double recency,
        @Nullable Double words,
        float scale,
        float slack,
        float fineSlack,
        byte @Nullable [] code) {}
