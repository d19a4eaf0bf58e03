package dev.waymark.message;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which messages of a conversation are asked for; null lets everything pass.
///
/// @param query words, as people type them into a search box: see `websearch_to_tsquery()` of PostgreSQL
public record MessageFilter(
        @Nullable String role,
        @Nullable String messageType,
        @Nullable UUID session,
        @Nullable String query) {
    public static final MessageFilter ALL = new MessageFilter(null, null, null, null);

    /// Whether everything passes.
    boolean isAll() {
        return equals(ALL);
    }

    /// Whether a message passes, but for the query, which the database judges.
    boolean passes(MessageRow message) {
        return (role == null || role.equals(message.role()))
                && (messageType == null || messageType.equals(message.messageType()))
                && (session == null || session.equals(message.sessionId()));
    }
}
