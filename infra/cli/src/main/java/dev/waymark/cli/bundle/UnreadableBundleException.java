package dev.waymark.cli.bundle;

import java.io.Serial;

/// A file holds no bundle, or not the whole of one. The message is fit to be shown as it is.
public final class UnreadableBundleException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableBundleException(String message) {
        super(message);
    }

    UnreadableBundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
