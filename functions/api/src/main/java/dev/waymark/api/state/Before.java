package dev.waymark.api.state;

import dev.waymark.paging.Cursor;
import org.jspecify.annotations.Nullable;

/// Where a list of versions goes on.
final class Before {
    /// More than any state ever has; numbers near the end of a long would not survive arithmetic.
    private static final long LAST = 1_000_000_000_000_000L;

    private Before() {}

    /// The version that the next page is before.
    static long version(@Nullable String cursor) {
        return Math.clamp(Cursor.place(cursor, new Cursor.Place(LAST, 0)).first(), 1, LAST);
    }
}
