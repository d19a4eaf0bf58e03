package dev.waymark.cli.git;

import java.io.Serial;

/// Git refused something, or is not there. The message is fit to be shown.
public final class GitException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public GitException(String message) {
        super(message);
    }

    public GitException(String message, Throwable cause) {
        super(message, cause);
    }
}
