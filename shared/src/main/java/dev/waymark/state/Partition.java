package dev.waymark.state;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The parts of a state. `shared_state` belongs to the thread's name and is seen by every agent of it; the others are
/// the agent's own.
public enum Partition {
    LOCAL_STATE,
    SHARED_STATE,
    SESSION_STATE,
    PERSISTENT_STATE;

    /// The name in JSON.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The one of this name.
    static Partition named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// The names of all, in the order in which they are shown.
    public static List<String> words() {
        return Arrays.stream(values()).map(Partition::word).toList();
    }
}
