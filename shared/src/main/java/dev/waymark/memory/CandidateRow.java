package dev.waymark.memory;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A memory that a search without an embedding has found, with the parts of its rank.
///
/// @param words how well it matches the query, 0 to 1; null without a query
@MappedEntity("ranked_candidates")
public record CandidateRow(
        @Id UUID id,
        double importance,
        double recency,
        @Nullable Double words) {}
