package dev.waymark.piece;

import dev.waymark.json.Digest;
import dev.waymark.json.JsonOutput;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Lays out a state that differs from another. What it costs goes with the difference, and with the number
/// of pieces, not with what they weigh.
public final class StateBuilder {
    private StateBuilder() {}

    /// Lays out the changed state and packs what is new in it.
    ///
    /// @param base the state before; [Layout#EMPTY] for none
    /// @param shelf every pack of the base's layout; stays as it is
    public static NewState build(Layout base, Shelf shelf, StateChange change) {
        List<Draft> sections = new Drafting(base, shelf).sections(change);
        Upkeep.moveScattered(sections, shelf);
        var packing = new Packing(new Dictionaries(base, shelf));
        packing.pack(sections);
        sections.forEach(section -> section.refs()
                .replaceAll(
                        ref -> ref instanceof Ref.Fresh fresh ? packing.placed().get(fresh.id()) : ref));
        Layout layout = layout(sections);
        var reading = new Shelf();
        reading.add(packing.packs());
        layout.packs().forEach(id -> {
            if (reading.packOrNull(id) == null) {
                reading.add(List.of(shelf.pack(id)));
            }
        });
        return new NewState(layout, digest(sections), sizeBytes(sections), packing.stored(), reading);
    }

    private static Layout layout(List<Draft> drafts) {
        Map<UUID, Integer> places = new LinkedHashMap<>();
        List<Pack> bases = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        for (Draft draft : drafts) {
            List<Run> runs = new ArrayList<>();
            for (Ref ref : draft.refs()) {
                if (ref instanceof Ref.Kept(Pack pack, int index)) {
                    if (!places.containsKey(pack.id())) {
                        places.put(pack.id(), places.size());
                        bases.add(pack);
                    }
                    Runs.add(runs, places.get(pack.id()), index);
                }
            }
            sections.add(new Section(draft.name(), draft.kind(), draft.open(), List.copyOf(runs)));
        }
        for (Pack pack : bases) {
            pack.bases().forEach(base -> places.putIfAbsent(base, places.size()));
        }
        return new Layout(
                List.copyOf(places.keySet()), sections.getFirst(), List.copyOf(sections.subList(1, sections.size())));
    }

    private static Digest digest(List<Draft> sections) {
        MessageDigest sha256 = Digest.sha256();
        for (Draft section : sections) {
            Section.addTo(
                    sha256,
                    section.name(),
                    section.kind(),
                    section.refs().stream().map(Ref::id).toList());
        }
        return new Digest(sha256.digest());
    }

    private static long sizeBytes(List<Draft> sections) {
        long bytes = 2;
        int members = 0;
        for (Draft large : sections.subList(1, sections.size())) {
            bytes += new JsonOutput().string(large.name()).size()
                    + 1
                    + large.kind().jsonBytes(large.itemBytes());
            members++;
        }
        int small = sections.getFirst().itemBytes();
        // each small member comes with its comma, and the last of all members has none
        return bytes + small + members - (small + members == 0 ? 0 : 1);
    }
}
