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

    private record Place(Candidate row, double low, double high) {}

    void add(Candidate candidate, Nearness nearness) {
        byte[] code = candidate.code();
        Float scale = candidate.scale();
        Float slack = candidate.slack();
        if (code == null || scale == null || slack == null) {
            places.add(place(candidate, 0, 0));
            return;
        }
        places.add(place(candidate, nearness.byCode(code, scale), nearness.slackByCode(slack)));
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
            return code == null ? place : sharpened(place.row, code, nearness);
        });
    }

    private Place sharpened(Candidate candidate, String fine, Nearness nearness) {
        byte[] code = candidate.code();
        Float scale = candidate.scale();
        Float slack = candidate.fineSlack();
        if (code == null || scale == null || slack == null || code.length != fine.length()) {
            return place(candidate, 0, 1);
        }
        return place(candidate, nearness.byFine(code, fine, scale), slack + 1e-9);
    }

    int size() {
        return places.size();
    }

    List<Candidate> rows() {
        return places.stream().map(Place::row).toList();
    }

    /// The rows whose embedding has a say.
    List<Candidate> coded() {
        return places.stream().map(Place::row).filter(row -> row.code() != null).toList();
    }

    private Place place(Candidate row, double cosine, double slack) {
        return new Place(row, score(row, cosine - slack) - 1e-12, score(row, cosine + slack) + 1e-12);
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
