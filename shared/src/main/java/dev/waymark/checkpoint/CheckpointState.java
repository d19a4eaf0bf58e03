package dev.waymark.checkpoint;

import dev.waymark.json.RawJson;
import dev.waymark.piece.Layout;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateText;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A stored state at hand.
///
/// @param checkpoint what else is known of it; null for a base
/// @param shelf every pack that was asked for
/// @param writes pending writes; null for a base
public record CheckpointState(
        @Nullable Checkpoint checkpoint,
        Layout layout,
        Shelf shelf,
        @Nullable RawJson writes) {
    /// The names of the state's members; the small ones have to be at hand.
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(layout.largeNames());
        new StateText(layout, shelf).small().entries().forEach(member -> names.add(member.getKey()));
        return names;
    }
}
