package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads values that have no parts.
final class Scalars {
    /// Before the Gregorian calendar the driver and the database disagree on what a date is.
    private static final Instant FIRST = Instant.parse("1583-01-01T00:00:00Z");
    private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int UUID_CHARS = 36;

    private static final Map<Class<?>, ValueReader> READERS = Map.ofEntries(
            Map.entry(String.class, Scalars::readText),
            Map.entry(boolean.class, Scalars::readBoolean),
            Map.entry(Boolean.class, Scalars::readBoolean),
            Map.entry(int.class, Numbers::readInt),
            Map.entry(Integer.class, Numbers::readInt),
            Map.entry(long.class, Numbers::readLong),
            Map.entry(Long.class, Numbers::readLong),
            Map.entry(double.class, Numbers::readDouble),
            Map.entry(Double.class, Numbers::readDouble),
            Map.entry(BigDecimal.class, Numbers::readDecimal),
            Map.entry(UUID.class, Scalars::readUuid),
            Map.entry(Instant.class, Scalars::readInstant));

    private Scalars() {}

    /// The reader of this type, or null where it is no scalar.
    static @Nullable ValueReader of(Class<?> type) {
        return READERS.get(type);
    }

    private static @Nullable Object readText(JsonNode node, Pointer at, Violations violations) {
        return text(node, "must be a string", at, violations);
    }

    private static @Nullable Object readBoolean(JsonNode node, Pointer at, Violations violations) {
        if (!node.isBoolean()) {
            violations.add(at, "type", "must be true or false");
            return null;
        }
        return node.getBooleanValue();
    }

    private static @Nullable Object readUuid(JsonNode node, Pointer at, Violations violations) {
        String text = text(node, "must be a string that holds a UUID", at, violations);
        if (text == null) {
            return null;
        }
        UUID id = uuid(text);
        if (id == null) {
            violations.add(at, "format", "must be a UUID");
        }
        return id;
    }

    /// Java alone takes `1-1-1-1-1` for a UUID.
    private static @Nullable UUID uuid(String text) {
        if (text.length() != UUID_CHARS) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Object readInstant(JsonNode node, Pointer at, Violations violations) {
        String text = text(node, "must be a string that holds a time", at, violations);
        if (text == null) {
            return null;
        }
        Instant instant = instant(text);
        if (instant == null) {
            violations.add(at, "format", "must be an ISO-8601 time with an offset, such as 2026-11-20T10:00:00Z");
            return null;
        }
        if (instant.isBefore(FIRST) || !instant.isBefore(AFTER_LAST)) {
            violations.add(at, "range", "must be within the years 1583 to 9999");
            return null;
        }
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    static @Nullable String text(JsonNode node, String expected, Pointer at, Violations violations) {
        if (!node.isString()) {
            violations.add(at, "type", expected);
            return null;
        }
        return node.getStringValue();
    }
}
