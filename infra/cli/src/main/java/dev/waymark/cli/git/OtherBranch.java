package dev.waymark.cli.git;

import java.util.List;

/// A branch that still holds the work of steps that are rolled back.
///
/// @param meeting how it would come together with the work tree afterwards
/// @param conflicts files, where it would conflict
public record OtherBranch(String name, Meeting meeting, List<String> conflicts) {
    public OtherBranch {
        conflicts = List.copyOf(conflicts);
    }

    /// How two lines of work come together.
    public enum Meeting {
        /// It begins where the work tree will be: merging it brings the steps' work back as it was.
        FAST_FORWARD,
        /// Both have work of their own, in different places.
        CLEAN,
        /// Both changed the same places.
        CONFLICT,
        /// This git is too old to tell.
        UNKNOWN
    }
}
