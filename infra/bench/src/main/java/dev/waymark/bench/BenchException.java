package dev.waymark.bench;

/// A benchmark that cannot run here, or that measured something other than it meant to. The message is one line for
/// whoever started it.
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
