package dev.waymark.message;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What saving a history takes.
///
/// @param removeFrom the position of the first message that goes; null where all stay
/// @param changed messages that say something else now, as `save_state()` takes them
/// @param firstAdded the place in the request of the first message that is new
/// @param added messages that are new
/// @param wholeDigest over all messages once that is done, hex; null where that is not known
public record HistoryChanges(
        int unchanged,
        @Nullable Integer removeFrom,
        int removed,
        List<Map<String, @Nullable Object>> changed,
        int firstAdded,
        List<NewMessage> added,
        @Nullable String wholeDigest) {
    /// Where no messages are given, all stay as they are.
    public static HistoryChanges none(@Nullable HistoryHead head) {
        return new HistoryChanges(head == null ? 0 : head.messageCount(), null, 0, List.of(), 0, List.of(), null);
    }

    /// The positions of the messages that say something else now.
    public List<Integer> changedPositions() {
        return changed.stream()
                .map(revision -> (Integer) Objects.requireNonNull(revision.get("position")))
                .toList();
    }
}
