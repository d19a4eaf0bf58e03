package dev.waymark.piece;

import java.util.List;

/// One section of a state that is being made.
///
/// @param refs may be replaced while packs are chosen
record Draft(String name, Kind kind, boolean open, List<Ref> refs) {
    int itemBytes() {
        return refs.stream().mapToInt(Ref::length).sum();
    }
}
