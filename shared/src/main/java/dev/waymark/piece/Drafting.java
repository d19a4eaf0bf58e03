package dev.waymark.piece;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes the sections of a new state out of those of its base: what does not change keeps its pieces unseen.
final class Drafting {
    /// From this weight on a member is a section of its own.
    static final int LARGE_MEMBER_BYTES = 1_024;

    private final Layout base;
    private final Shelf shelf;
    private final Map<PieceId, Ref> known = new HashMap<>();
    private final TreeMap<String, Draft> large = new TreeMap<>();

    Drafting(Layout base, Shelf shelf) {
        this.base = base;
        this.shelf = shelf;
    }

    /// The sections, that of the small members first.
    List<Draft> sections(StateChange change) {
        index();
        if (!change.whole()) {
            base.large().forEach(section -> keep(section, change));
        }
        List<Draft> sections = new ArrayList<>();
        sections.add(small(change));
        sections.addAll(large.values());
        return sections;
    }

    private void index() {
        for (var id : base.packs()) {
            Pack pack = shelf.pack(id);
            for (int i = 0; i < pack.directory().size(); i++) {
                known.putIfAbsent(pack.directory().ids()[i], new Ref.Kept(pack, i));
            }
        }
    }

    private void keep(Section section, StateChange change) {
        String name = section.name();
        if (change.unset().contains(name) || change.set().containsKey(name)) {
            return;
        }
        List<JsonNode> more = change.append().get(name);
        large.put(name, more == null ? kept(section) : appended(section, more));
    }

    private Draft kept(Section section) {
        return new Draft(section.name(), section.kind(), section.open(), refs(section));
    }

    private List<Ref> refs(Section section) {
        List<Ref> refs = new ArrayList<>();
        for (Run run : section.runs()) {
            Pack pack = shelf.pack(base.packs().get(run.pack()));
            for (int i = 0; i < run.count(); i++) {
                refs.add(new Ref.Kept(pack, run.first() + i));
            }
        }
        return refs;
    }

    /// Only the last piece has to be seen, and only where it would have taken more.
    private Draft appended(Section section, List<JsonNode> more) {
        List<Ref> refs = refs(section);
        Items items = Items.elements(more);
        if (section.open() && refs.getLast() instanceof Ref.Kept(Pack pack, int index)) {
            items = items.after(pack.piece(index));
            refs.removeLast();
        }
        Cuts cuts = Cuts.of(items);
        refs.addAll(pieces(items, cuts));
        return new Draft(section.name(), Kind.ARRAY, cuts.open(), refs);
    }

    private Draft small(StateChange change) {
        if (!change.whole() && change.set().isEmpty() && change.unset().isEmpty()) {
            return kept(base.small());
        }
        TreeMap<String, JsonNode> members = new TreeMap<>();
        if (!change.whole()) {
            new StateText(base, shelf)
                    .small()
                    .entries()
                    .forEach(member -> members.put(member.getKey(), member.getValue()));
            members.keySet().removeAll(change.unset());
        }
        change.set().forEach((name, value) -> {
            Items items = Items.of(value);
            if (items.jsonBytes() < LARGE_MEMBER_BYTES) {
                members.put(name, value);
                return;
            }
            members.remove(name);
            large.put(name, cut(name, items));
        });
        return cut("", Items.members(new ArrayList<>(members.entrySet())));
    }

    private Draft cut(String name, Items items) {
        Cuts cuts = Cuts.of(items);
        return new Draft(name, items.kind(), cuts.open(), pieces(items, cuts));
    }

    private List<Ref> pieces(Items items, Cuts cuts) {
        List<Ref> refs = new ArrayList<>();
        int start = 0;
        for (int end : cuts.ends()) {
            byte[] bytes = items.bytes();
            int from = start;
            refs.add(known.computeIfAbsent(
                    PieceId.of(bytes, from, end),
                    id -> new Ref.Fresh(id, Arrays.copyOfRange(bytes, from, end), false)));
            start = end;
        }
        return refs;
    }
}
