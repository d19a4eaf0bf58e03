package dev.waymark.checkpoint;

import dev.waymark.piece.Layout;
import dev.waymark.piece.NewState;
import dev.waymark.piece.Shelf;
import org.jspecify.annotations.Nullable;

/// The state that a new one is like.
///
/// @param layout of the state
/// @param shelf every pack of it
/// @param agent whose checkpoint it is; null where there is none
/// @param thread of the checkpoint, likewise
record StateAtHand(
        Layout layout,
        Shelf shelf,
        @Nullable String agent,
        @Nullable String thread) {
    static final StateAtHand NONE = new StateAtHand(Layout.EMPTY, new Shelf(), null, null);

    static StateAtHand of(CheckpointState state) {
        Checkpoint checkpoint = state.checkpoint();
        return checkpoint == null
                ? new StateAtHand(state.layout(), state.shelf(), null, null)
                : new StateAtHand(state.layout(), state.shelf(), checkpoint.agent(), checkpoint.thread());
    }

    static StateAtHand of(Checkpoint checkpoint, NewState state) {
        return new StateAtHand(state.layout(), state.shelf(), checkpoint.agent(), checkpoint.thread());
    }

    boolean isOf(String otherAgent, String otherThread) {
        return otherAgent.equals(agent) && otherThread.equals(thread);
    }
}
