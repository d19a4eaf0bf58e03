package dev.waymark.memory;

import dev.waymark.body.BodyWriter;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Cursor.Moment;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Ranks the memories that a search may find. Without an embedding the database does; with one it
/// hands over the code
/// of every memory, and what the codes cannot tell apart is looked at more closely, twice if need
/// be. The answer is
/// that of comparing all embeddings with each other, in double precision.
@Singleton
public final class MemorySearcher {
    /// How many codes are held at a time: 1.5 KB each with 1,536 dimensions.
    private static final int PAGE_ROWS = 20_000;

    /// Up to so many embeddings more than the answer has are read at once rather than told apart
    /// first.
    private static final int FEW = 16;

    private static final Comparator<FoundMemory.Ranked> BEST_FIRST = Comparator.comparingDouble(
                    FoundMemory.Ranked::score)
            .thenComparing(ranked -> ranked.id().toString())
            .reversed();

    private final MemoryRepository memories;
    private final BodyWriter writer;

    MemorySearcher(MemoryRepository memories, BodyWriter writer) {
        this.memories = memories;
        this.writer = writer;
    }

    /// The best memories, the best first; equally good ones by id.
    ///
    /// @param embedding null where none was asked for
    public List<FoundMemory.Ranked> search(String agent, SearchToRun search, float @Nullable [] embedding) {
        String body = new String(writer.write(search), StandardCharsets.UTF_8);
        if (embedding == null) {
            return memories.ranked(agent, body, search.limit()).stream()
                    .map(row -> ranked(row.id(), null, row.words(), row.importance(), row.recency(), search.weights()))
                    .toList();
        }
        var nearness = new Nearness(embedding);
        var shortlist = new Shortlist(search.weights(), search.limit());
        gather(agent, body, embedding, nearness, shortlist);
        if (shortlist.size() > search.limit() + FEW) {
            sharpen(nearness, shortlist);
        }
        return exact(nearness, shortlist.rows(), search);
    }

    private void gather(String agent, String body, float[] embedding, Nearness nearness, Shortlist shortlist) {
        String literal = Embedding.arrayLiteral(embedding);
        Moment before = Cursor.moment(null);
        List<Candidate> page;
        do {
            page = memories.candidates(agent, body, before.at(), before.id(), PAGE_ROWS, literal);
            for (Candidate row : page) {
                shortlist.add(row, nearness);
            }
            shortlist.cut();
            before = oldest(page);
        } while (page.size() == PAGE_ROWS);
    }

    private static Moment oldest(List<Candidate> page) {
        return page.stream()
                .min(Comparator.comparing(Candidate::createdAt)
                        .thenComparing(row -> row.id().toString()))
                .map(row -> new Moment(row.createdAt(), row.id()))
                .orElse(Cursor.moment(null));
    }

    private void sharpen(Nearness nearness, Shortlist shortlist) {
        shortlist.sharpen(memories.fineCodes(ids(shortlist.coded())), nearness);
        shortlist.cut();
    }

    private List<FoundMemory.Ranked> exact(Nearness nearness, List<Candidate> rows, SearchToRun search) {
        List<Candidate> coded = rows.stream().filter(row -> row.code() != null).toList();
        var cosines = memories.embeddings(ids(coded)).stream()
                .collect(Collectors.toMap(EmbeddingRow::id, row -> nearness.exactly(row.numbers())));
        return rows.stream()
                .map(row -> ranked(
                        row.id(),
                        Math.max(0, cosines.getOrDefault(row.id(), 0.0)),
                        row.words(),
                        row.importance(),
                        row.recency(),
                        search.weights()))
                .sorted(BEST_FIRST)
                .limit(search.limit())
                .toList();
    }

    private static FoundMemory.Ranked ranked(
            UUID id,
            @Nullable Double vector,
            @Nullable Double words,
            double importance,
            double recency,
            SearchWeights.Effective weights) {
        double score = weights.score(vector == null ? 0 : vector, words == null ? 0 : words, importance, recency);
        return new FoundMemory.Ranked(id, score, new FoundMemory.Parts(vector, words, importance, recency));
    }

    private static String ids(List<Candidate> rows) {
        return MemoryIds.of(rows.stream().map(Candidate::id).toList());
    }
}
