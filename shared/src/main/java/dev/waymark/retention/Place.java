package dev.waymark.retention;

import java.time.Instant;
import java.util.UUID;

/// Where a sweep is within a kind, which it goes through from the oldest on. What is pinned, or not due yet, stays
/// behind
/// it, so that no batch looks at it twice.
///
/// @param past whether the place itself is done with; else there may be more of it
record Place(Instant at, UUID id, boolean past) {
    static final Place START = new Place(Instant.parse("0001-01-01T00:00:00Z"), new UUID(0, 0), false);

    /// Where a batch ended that took something out: at its last place there may be more.
    static Place at(Instant at, UUID id) {
        return new Place(at, id, false);
    }

    /// Where a batch ended that found nothing to take out.
    static Place past(Instant at, UUID id) {
        return new Place(at, id, true);
    }
}
