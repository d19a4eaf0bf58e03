package dev.waymark.cli.machine;

import java.io.Serial;

/// A part of the machine's state cannot be seen here. The message says why, for a note.
final class UnseenException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UnseenException(String message) {
        super(message);
    }

    UnseenException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
