package dev.waymark.conversation;

import io.micronaut.core.annotation.Introspected;

/// What saving a state has done.
///
/// @param conversation as it is now
@Introspected
public record SavedState(Conversation conversation, Counts messages, Counts contextItems) {
    /// How many are new, say something else now, stay as they were stored, and are gone.
    @Introspected
    public record Counts(int added, int changed, int unchanged, int removed) {}
}
