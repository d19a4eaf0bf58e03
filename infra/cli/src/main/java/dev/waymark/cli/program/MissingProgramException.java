package dev.waymark.cli.program;

import java.io.Serial;

/// A program is not on this machine, or did not run to its end. The message says which and why.
public final class MissingProgramException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public MissingProgramException(String message) {
        super(message);
    }

    public MissingProgramException(String message, Throwable cause) {
        super(message, cause);
    }
}
