package dev.waymark.cli.trajectory;

import java.io.Serial;

/// A file that cannot be imported; the message says why in words for the person who named it.
public final class UnreadableFileException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableFileException(String message) {
        super(message);
    }

    UnreadableFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
