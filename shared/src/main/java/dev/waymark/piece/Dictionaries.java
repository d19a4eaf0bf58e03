package dev.waymark.piece;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/// Chooses what new pieces are packed against: the pieces that they replace, and those that stand before
/// them. Only packs that stand alone are packed against, so reading never follows a chain: of a piece in
/// another kind of pack, what that one is packed against is taken instead.
final class Dictionaries {
    static final int MAX_BYTES = 32 * 1024;

    private final Layout base;
    private final Shelf shelf;

    Dictionaries(Layout base, Shelf shelf) {
        this.base = base;
        this.shelf = shelf;
    }

    /// @param changed the sections that the new pieces are of
    /// @param all of the new state's sections
    Dictionary forChangesOf(List<Draft> changed, List<Draft> all) {
        Set<PieceId> stays = new HashSet<>();
        all.forEach(section -> section.refs().forEach(ref -> stays.add(ref.id())));
        SequencedSet<Ref.Kept> chosen = new LinkedHashSet<>();
        var budget = new Budget(chosen);
        for (Draft section : changed) {
            replaced(section, stays, budget);
        }
        for (Draft section : changed) {
            before(section, budget);
        }
        return dictionary(chosen.reversed());
    }

    private void replaced(Draft section, Set<PieceId> stays, Budget budget) {
        List<Section> earlier = section.name().isEmpty()
                ? List.of(base.small())
                : base.large().stream()
                        .filter(large -> large.name().equals(section.name()))
                        .toList();
        for (Section old : earlier) {
            for (Run run : old.runs()) {
                Pack pack = shelf.pack(base.packs().get(run.pack()));
                for (int i = run.first(); i < run.first() + run.count(); i++) {
                    if (!stays.contains(pack.directory().ids()[i])) {
                        take(pack, i, budget);
                    }
                }
            }
        }
    }

    private void take(Pack pack, int index, Budget budget) {
        if (pack.standsAlone()) {
            budget.add(new Ref.Kept(pack, index));
            return;
        }
        for (Run run : pack.dictionary()) {
            Pack origin = shelf.pack(pack.bases().get(run.pack()));
            for (int i = run.first(); i < run.first() + run.count(); i++) {
                budget.add(new Ref.Kept(origin, i));
            }
        }
    }

    /// The nearest pieces before the first new one; text repeats the words of the text before it.
    private static void before(Draft section, Budget budget) {
        int first = 0;
        while (first < section.refs().size() && section.refs().get(first) instanceof Ref.Kept) {
            first++;
        }
        for (int i = first - 1; i >= 0; i--) {
            if (section.refs().get(i) instanceof Ref.Kept kept && kept.pack().standsAlone() && !budget.add(kept)) {
                return;
            }
        }
    }

    /// Pieces in use for as long as they fit.
    private static final class Budget {
        private final Set<Ref.Kept> chosen;
        private int bytes;

        Budget(Set<Ref.Kept> chosen) {
            this.chosen = chosen;
        }

        boolean add(Ref.Kept piece) {
            if (bytes + piece.length() > MAX_BYTES) {
                return false;
            }
            if (chosen.add(piece)) {
                bytes += piece.length();
            }
            return true;
        }
    }

    /// What was chosen first goes last, where it is cheapest to refer to.
    private static Dictionary dictionary(SequencedSet<Ref.Kept> pieces) {
        List<Pack> bases = new ArrayList<>();
        Map<Pack, Integer> places = new HashMap<>();
        List<Run> runs = new ArrayList<>();
        for (Ref.Kept piece : pieces) {
            int place = places.computeIfAbsent(piece.pack(), pack -> {
                bases.add(pack);
                return bases.size() - 1;
            });
            Runs.add(runs, place, piece.index());
        }
        return new Dictionary(bases, runs);
    }
}
