package dev.waymark.retention;

/// When a sweep has to stop: asked before each batch, which takes a second or two.
@FunctionalInterface
public interface Until {
    /// Whether the time is up: begin nothing more.
    boolean isOver();
}
