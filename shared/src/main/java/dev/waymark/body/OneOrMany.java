package dev.waymark.body;

import java.util.List;

/// What a body held: one thing by itself, or a list of things under a wrapper.
///
/// @param many whether the wrapper was there, even around a single item; the answer then has a wrapper too
/// @param items at least one
public record OneOrMany<T>(boolean many, List<T> items) {
    public OneOrMany {
        items = List.copyOf(items);
    }
}
