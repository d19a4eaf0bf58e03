package dev.waymark.archive;

import java.io.Serial;

/// What is kept is not what was written; the message says in which way, and goes on from the name
/// of the archive.
final class DamagedObjectException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    DamagedObjectException(String message) {
        super(message);
    }
}
