package dev.waymark.cli.api;

import java.io.Serial;

/// The environment does not say, or says wrongly, how to reach Waymark: a usage error, told in one sentence.
public final class ConfigurationException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
