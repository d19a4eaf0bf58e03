package dev.waymark.bundle;

import java.util.Locale;

/// What a bundle holds.
public enum BundleKind {
    /// Commands, steps and all that tells of them.
    PROJECT,
    /// What an agent is, holds and remembers, and its conversations.
    AGENT;

    /// As callers and the database write it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
