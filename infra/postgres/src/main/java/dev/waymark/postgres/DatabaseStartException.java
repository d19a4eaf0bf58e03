package dev.waymark.postgres;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// No database could be had. The message is meant for the person at the terminal: one line on what is wrong and what to
/// do,
/// followed, where the server itself refused, by the last lines of its log.
public final class DatabaseStartException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DatabaseStartException(String message) {
        super(message);
    }

    DatabaseStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
