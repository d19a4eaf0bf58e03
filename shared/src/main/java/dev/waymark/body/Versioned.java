package dev.waymark.body;

/// What clients change carries a version: it counts from 1, is answered as `ETag`, and `If-Match` names it.
public interface Versioned {
    long version();
}
