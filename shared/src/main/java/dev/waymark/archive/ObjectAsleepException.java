package dev.waymark.archive;

import java.io.Serial;

/// The object is where nobody can read it at once. The store has been asked to bring it up, which
/// takes hours at most.
public final class ObjectAsleepException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ObjectAsleepException(String key) {
        super(key + " is being brought up");
    }
}
