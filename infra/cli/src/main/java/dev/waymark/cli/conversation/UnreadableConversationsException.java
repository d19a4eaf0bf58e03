package dev.waymark.cli.conversation;

import java.io.Serial;

/// A file holds no conversations, or cannot be read. The message is fit to be shown as it is.
public final class UnreadableConversationsException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableConversationsException(String message) {
        super(message);
    }

    UnreadableConversationsException(String message, Throwable cause) {
        super(message, cause);
    }
}
