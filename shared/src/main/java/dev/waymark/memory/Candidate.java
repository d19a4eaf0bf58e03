package dev.waymark.memory;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A memory that a search by embedding may find, with the parts of its rank that the database knows.
///
/// @param version of the memory
/// @param words how well it matches the query, 0 to 1; null without a query
/// @param bounds of its code; null where it has no embedding
record Candidate(
        UUID id,
        long version,
        double importance,
        double recency,
        @Nullable Double words,
        @Nullable CodeBounds bounds) {

    Candidate with(CodeBounds other) {
        return new Candidate(id, version, importance, recency, words, other);
    }
}
