package dev.waymark.message;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which messages of a conversation are asked for; null lets everything pass.
public record MessageFilter(
        @Nullable String role,
        @Nullable String messageType,
        @Nullable UUID session) {
    public static final MessageFilter ALL = new MessageFilter(null, null, null);
}
