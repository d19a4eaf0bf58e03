package dev.waymark.memory;

import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Call;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Cursor.Moment;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Ranks the memories that a search may find. Without an embedding the database does; with one it
/// says which memories there are, and what their codes cannot tell apart is looked at more closely,
/// twice if need be. The answer is that of comparing all embeddings with each other, in double
/// precision.
@Singleton
public final class MemorySearcher {
    private static final int PAGE_ROWS = 20_000;

    /// How many codes are read at a time: 1.5 KB each with 1,536 dimensions.
    private static final int CODES_A_TIME = 5_000;

    /// Up to so many embeddings more than the answer has are read at once rather than told apart
    /// first.
    private static final int FEW = 16;

    private static final Comparator<FoundMemory.Ranked> BEST_FIRST = Comparator.comparingDouble(
                    FoundMemory.Ranked::score)
            .thenComparing(ranked -> ranked.id().toString())
            .reversed();

    private final MemoryRepository memories;
    private final CodeCache codes;
    private final BodyWriter writer;

    MemorySearcher(MemoryRepository memories, CodeCache codes, BodyWriter writer) {
        this.memories = memories;
        this.codes = codes;
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
        return exact(nearness, shortlist, search);
    }

    private void gather(String agent, String body, float[] embedding, Nearness nearness, Shortlist shortlist) {
        String literal = Embedding.arrayLiteral(embedding);
        CodeCache.Codes known = codes.of(tenant(), agent);
        @Nullable Moment before = Cursor.moment(null);
        while (before != null) {
            CandidatePage page = memories.candidates(agent, body, before.at(), before.id(), PAGE_ROWS, literal);
            add(page.read(), known, nearness, shortlist);
            shortlist.cut();
            before = page.next(PAGE_ROWS);
        }
    }

    private void add(List<Candidate> page, CodeCache.Codes known, Nearness nearness, Shortlist shortlist) {
        var unknown = new ArrayList<Candidate>();
        for (Candidate candidate : page) {
            byte[] code = known.code(candidate);
            if (code == null && candidate.bounds() != null) {
                unknown.add(candidate);
            } else {
                shortlist.add(candidate, code, nearness);
            }
        }
        for (int i = 0; i < unknown.size(); i += CODES_A_TIME) {
            addUnknown(unknown.subList(i, Math.min(i + CODES_A_TIME, unknown.size())), known, nearness, shortlist);
        }
    }

    /// What has no code any more by now has lost its embedding or is gone; what has another counts with that.
    private void addUnknown(List<Candidate> some, CodeCache.Codes known, Nearness nearness, Shortlist shortlist) {
        Map<UUID, CodeRow> read =
                memories.codes(ids(some)).stream().collect(Collectors.toMap(CodeRow::id, Function.identity()));
        for (Candidate candidate : some) {
            CodeRow row = read.get(candidate.id());
            if (row == null) {
                shortlist.add(candidate, null, nearness);
            } else if (row.bounds().equals(candidate.bounds())) {
                known.keep(candidate, row.code());
                shortlist.add(candidate, row.code(), nearness);
            } else {
                shortlist.add(candidate.with(row.bounds()), row.code(), nearness);
            }
        }
    }

    private static @Nullable UUID tenant() {
        Call call = Call.current();
        return call == null ? null : call.caller().tenantId();
    }

    private void sharpen(Nearness nearness, Shortlist shortlist) {
        shortlist.sharpen(memories.fineCodes(ids(shortlist.coded())), nearness);
        shortlist.cut();
    }

    private List<FoundMemory.Ranked> exact(Nearness nearness, Shortlist shortlist, SearchToRun search) {
        var cosines = memories.embeddings(ids(shortlist.coded())).stream()
                .collect(Collectors.toMap(EmbeddingRow::id, row -> nearness.exactly(row.numbers())));
        return shortlist.rows().stream()
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
