package dev.waymark.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The memories that may still belong to a search's answer: each has a score between two bounds,
/// and leaves once
/// enough others are sure to be better. For one thread.
final class Shortlist {
    private final SearchWeights.Effective weights;
    private final int limit;
    private final List<Place> places = new ArrayList<>();

    Shortlist(SearchWeights.Effective weights, int limit) {
        this.weights = weights;
        this.limit = limit;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Place(Candidate row, byte @Nullable [] code, double low, double high) {}

    /// @param code null where it has no embedding; one of another length says nothing either
    void add(Candidate candidate, byte @Nullable [] code, Nearness nearness) {
        CodeBounds bounds = candidate.bounds();
        if (code == null || bounds == null || code.length != nearness.dimensions()) {
            places.add(place(candidate, null, 0, 0));
            return;
        }
        double cosine = nearness.byCode(code, bounds.scale());
        places.add(place(candidate, code, cosine, nearness.slackByCode(bounds.slack())));
    }

    /// Lets go of what cannot belong to the answer.
    void cut() {
        if (places.size() <= limit) {
            return;
        }
        double floor = floor();
        places.removeIf(place -> place.high < floor);
    }

    /// Looks at the fine codes, too; what has none any more stays as it was.
    void sharpen(List<FineCodeRow> fineCodes, Nearness nearness) {
        Map<UUID, String> fine = fineCodes.stream().collect(Collectors.toMap(FineCodeRow::id, FineCodeRow::fine));
        places.replaceAll(place -> {
            String code = fine.get(place.row.id());
            return code == null || place.code == null ? place : sharpened(place.row, place.code, code, nearness);
        });
    }

    private Place sharpened(Candidate candidate, byte[] code, String fine, Nearness nearness) {
        CodeBounds bounds = candidate.bounds();
        if (bounds == null || code.length != fine.length()) {
            return place(candidate, code, 0, 1);
        }
        return place(candidate, code, nearness.byFine(code, fine, bounds.scale()), bounds.fineSlack() + 1e-9);
    }

    int size() {
        return places.size();
    }

    List<Candidate> rows() {
        return places.stream().map(Place::row).toList();
    }

    /// The rows whose embedding has a say.
    List<Candidate> coded() {
        return places.stream()
                .filter(place -> place.code != null)
                .map(Place::row)
                .toList();
    }

    private Place place(Candidate row, byte @Nullable [] code, double cosine, double slack) {
        return new Place(row, code, score(row, cosine - slack) - 1e-12, score(row, cosine + slack) + 1e-12);
    }

    private double score(Candidate row, double cosine) {
        @Nullable Double words = row.words();
        return weights.score(Math.max(0, cosine), words == null ? 0 : words, row.importance(), row.recency());
    }

    /// So many are sure to be this good.
    private double floor() {
        var best = new PriorityQueue<Double>(limit + 1);
        for (Place place : places) {
            best.add(place.low);
            if (best.size() > limit) {
                best.remove();
            }
        }
        return best.element();
    }
}
