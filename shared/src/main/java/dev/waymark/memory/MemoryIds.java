package dev.waymark.memory;

import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

/// Ids as PostgreSQL reads an array of them.
public final class MemoryIds {
    private MemoryIds() {}

    public static String of(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
