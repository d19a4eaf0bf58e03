package dev.waymark.piece;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Packs the new pieces of a state. What is new is packed against what it replaces or stands behind, so
/// that a small edit costs about what it says; what is only moved stands alone, to be packed against later.
final class Packing {
    /// What one pack holds: enough to be packed well, and little to read for one piece.
    static final int PACK_BYTES = 64 * 1024;

    /// From here on what is new fills packs of its own section, so that one member is read without the
    /// others.
    private static final int OWN_PACK_BYTES = 16 * 1024;

    /// A dictionary has to save this share of what a pack weighs without it.
    private static final double LEAST_SAVING = 0.1;

    private final Dictionaries dictionaries;
    private final Map<PieceId, Ref.Kept> placed = new HashMap<>();
    private final List<StoredPack> stored = new ArrayList<>();
    private final List<Pack> packs = new ArrayList<>();

    Packing(Dictionaries dictionaries) {
        this.dictionaries = dictionaries;
    }

    /// Where each new piece is now.
    Map<PieceId, Ref.Kept> placed() {
        return placed;
    }

    List<StoredPack> stored() {
        return stored;
    }

    List<Pack> packs() {
        return packs;
    }

    void pack(List<Draft> sections) {
        var fresh = new Batch(sections, false);
        var moved = new Batch(sections, true);
        for (Draft section : sections) {
            List<Ref.Fresh> news = distinct(section, false);
            List<Ref.Fresh> moves = distinct(section, true);
            fresh.add(section, news);
            moved.add(section, moves);
        }
        fresh.flush();
        moved.flush();
    }

    private List<Ref.Fresh> distinct(Draft section, boolean moved) {
        Map<PieceId, Ref.Fresh> distinct = new LinkedHashMap<>();
        for (Ref ref : section.refs()) {
            if (ref instanceof Ref.Fresh fresh && fresh.moved() == moved && !placed.containsKey(fresh.id())) {
                distinct.putIfAbsent(fresh.id(), fresh);
            }
        }
        return List.copyOf(distinct.values());
    }

    /// Pieces on their way into a pack.
    private final class Batch {
        private final boolean standsAlone;
        private final List<Draft> sections;
        private final Map<PieceId, Ref.Fresh> pieces = new LinkedHashMap<>();
        private final List<Draft> sources = new ArrayList<>();
        private int bytes;

        Batch(List<Draft> sections, boolean standsAlone) {
            this.sections = sections;
            this.standsAlone = standsAlone;
        }

        void add(Draft section, List<Ref.Fresh> more) {
            boolean own = more.stream().mapToInt(Ref::length).sum() >= OWN_PACK_BYTES;
            if (own) {
                flush();
            }
            for (Ref.Fresh piece : more) {
                if (bytes + piece.length() > PACK_BYTES) {
                    flush();
                }
                if (pieces.putIfAbsent(piece.id(), piece) == null) {
                    bytes += piece.length();
                }
                if (!sources.contains(section)) {
                    sources.add(section);
                }
            }
            if (own) {
                flush();
            }
        }

        void flush() {
            if (!pieces.isEmpty()) {
                Dictionary dictionary = standsAlone ? Dictionary.NONE : dictionaries.forChangesOf(sources, sections);
                write(List.copyOf(pieces.values()), dictionary);
            }
            pieces.clear();
            sources.clear();
            bytes = 0;
        }
    }

    private void write(List<Ref.Fresh> pieces, Dictionary dictionary) {
        Directory directory = Directory.of(
                pieces.stream().map(Ref.Fresh::id).toList(),
                pieces.stream().map(Ref.Fresh::bytes).toList());
        byte[] content = new byte[directory.ends()[directory.size() - 1]];
        for (int i = 0; i < pieces.size(); i++) {
            System.arraycopy(
                    pieces.get(i).bytes(),
                    0,
                    content,
                    directory.start(i),
                    pieces.get(i).length());
        }
        Dictionary used = Dictionary.NONE;
        byte[] body = Zstandard.packed(content, new byte[0]);
        if (!dictionary.isEmpty()) {
            byte[] against = Zstandard.packed(content, dictionary.content());
            int cost = against.length + dictionary.encodedBases().length + dictionary.encodedRuns().length;
            if (cost < body.length * (1 - LEAST_SAVING)) {
                used = dictionary;
                body = against;
            }
        }
        keep(directory, content, used, body);
    }

    private void keep(Directory directory, byte[] content, Dictionary dictionary, byte[] body) {
        byte[] bases = dictionary.encodedBases();
        byte[] runs = dictionary.encodedRuns();
        byte[] encoded = directory.encoded();
        UUID id = Pack.idOf(bases, runs, encoded, content);
        var pack = new Pack(id, dictionary.baseIds(), dictionary.runs(), directory, content);
        for (int i = 0; i < directory.size(); i++) {
            placed.put(directory.ids()[i], new Ref.Kept(pack, i));
        }
        packs.add(pack);
        stored.add(new StoredPack(id, bases, runs, encoded, content.length, body));
    }
}
