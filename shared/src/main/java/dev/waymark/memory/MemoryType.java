package dev.waymark.memory;

import java.util.List;
import java.util.Locale;

/// What kind of thing is remembered, and what its content must therefore have. The database holds
/// the same list
/// (`required_keys()`).
public enum MemoryType {
    /// Something that happened, and when.
    EPISODIC("event", "temporal"),
    /// Something that is so.
    SEMANTIC("concept", "definition"),
    /// How something is done.
    PROCEDURAL("skill", "steps"),
    /// What is at hand just now, and how much of it there may be.
    WORKING("items", "capacity");

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> requiredKeys;

    MemoryType(String... requiredKeys) {
        this.requiredKeys = List.of(requiredKeys);
    }

    /// The members that content of this type must have, whatever their values.
    public List<String> requiredKeys() {
        return requiredKeys;
    }

    /// The word for it in JSON and in the database.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
