package dev.waymark.local;

import java.io.Serial;

/// Why the gateway cannot start, in one line that tells a person what to do about it.
public final class StartFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StartFailure(String line) {
        super(line);
    }

    public StartFailure(String line, Throwable cause) {
        super(line, cause);
    }

    /// The line.
    public String line() {
        return String.valueOf(getMessage()).lines().findFirst().orElse("The gateway cannot start");
    }

    /// The first line that a fault's message has, or its kind where it has none.
    static String reason(Throwable fault) {
        String message = fault.getMessage();
        return message == null || message.isBlank()
                ? fault.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElse("");
    }
}
