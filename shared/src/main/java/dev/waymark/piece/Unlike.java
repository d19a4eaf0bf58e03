package dev.waymark.piece;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Two states but for what is equal in both. Large members are told apart by the names of their pieces, which
/// are equal exactly where the values are, so equal ones are neither put together nor parsed.
public final class Unlike {
    private Unlike() {}

    /// A stored state.
    ///
    /// @param shelf every pack that the members in question need
    public record State(Layout layout, Shelf shelf) {
        private StateText text() {
            return new StateText(layout, shelf);
        }

        private List<PieceId> pieces(Section section) {
            List<PieceId> pieces = new ArrayList<>();
            for (Run run : section.runs()) {
                PieceId[] ids =
                        shelf.pack(layout.packs().get(run.pack())).directory().ids();
                for (int i = 0; i < run.count(); i++) {
                    pieces.add(ids[run.first() + i]);
                }
            }
            return pieces;
        }
    }

    /// The two objects of the members that may differ: large ones that do, and small ones, equal or not.
    ///
    /// @param asked which members are looked at
    public static Pair between(State before, State after, Predicate<String> asked) {
        Map<String, JsonNode> earlier = small(before, asked);
        Map<String, JsonNode> later = small(after, asked);
        for (Section section : before.layout.large()) {
            if (asked.test(section.name()) && !isIn(after, section, before)) {
                earlier.put(section.name(), before.text().largeOf(section));
            }
        }
        for (Section section : after.layout.large()) {
            if (asked.test(section.name()) && !isIn(before, section, after)) {
                later.put(section.name(), after.text().largeOf(section));
            }
        }
        return new Pair(JsonNode.createObjectNode(earlier), JsonNode.createObjectNode(later));
    }

    /// The same members of two states.
    public record Pair(JsonNode before, JsonNode after) {}

    private static boolean isIn(State other, Section section, State own) {
        Section same = other.layout.section(section.name());
        return same != null
                && same.kind() == section.kind()
                && other.pieces(same).equals(own.pieces(section));
    }

    private static Map<String, JsonNode> small(State state, Predicate<String> asked) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        state.text().small().entries().forEach(member -> {
            if (asked.test(member.getKey())) {
                members.put(member.getKey(), member.getValue());
            }
        });
        return members;
    }
}
