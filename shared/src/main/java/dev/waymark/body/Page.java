package dev.waymark.body;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Part of a list, written as `{"items": […], "next_cursor": …}`.
///
/// @param nextCursor where the next page starts; null when this page is the last
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    public Page {
        items = List.copyOf(items);
    }
}
