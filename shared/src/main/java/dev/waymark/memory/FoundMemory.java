package dev.waymark.memory;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a search has found.
///
/// @param score what it is ranked by, see [SearchWeights]
@Introspected
public record FoundMemory(Memory memory, double score, Parts parts) {
    /// What the score is made of, each from 0 to 1.
    ///
    /// @param vector the cosine of the embeddings, 0 where it is negative or the memory has none;
    ///     null without an embedding asked for
    /// @param text how well the words match; null without a query
    /// @param recency `exp(-decay_rate * days)` since the last access, or since it was made: before
    ///     this
    ///     search
    @Introspected
    public record Parts(@Nullable Double vector, @Nullable Double text, double importance, double recency) {}

    /// A memory's place before its row is read.
    public record Ranked(UUID id, double score, Parts parts) {}
}
