package dev.waymark.cli.api;

import java.io.Serial;

/// No answer came from Waymark, however often it was asked.
public final class UnreachableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
