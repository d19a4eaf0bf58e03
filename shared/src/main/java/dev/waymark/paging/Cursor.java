package dev.waymark.paging;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a page ended: the key of its last row. Opaque to clients, stable under inserts, never an offset.
public final class Cursor {
    private static final String NAME = "n";

    private Cursor() {}

    /// A place in a list that is ordered by one or two numbers.
    ///
    /// @param first the number of the last row
    /// @param second a second number, 0 where there is none
    public record Place(long first, long second) {
        public String text() {
            return encode(first + "." + second);
        }
    }

    /// A place in a list that is ordered by time, newest first, and by id where times are equal.
    public record Moment(Instant at, UUID id) {
        public String text() {
            return encode(ChronoUnit.MICROS.between(Instant.EPOCH, at) + "." + id);
        }
    }

    /// A place in a list that is ordered by one or two names.
    ///
    /// @param first the name of the last row
    /// @param second a second name, empty where there is none
    public record Names(String first, String second) {
        public String text() {
            return encode("n" + first.length() + "." + first + second);
        }
    }

    /// Reads [Names#text()]; null when there is no cursor.
    ///
    /// @throws ProblemException 422 for text that is not such a cursor
    public static @Nullable Names names(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            String[] parts = decode(text);
            if (!parts[0].startsWith("n") || parts[1].indexOf('\u0000') >= 0) {
                throw new IllegalArgumentException("not names");
            }
            int length = Integer.parseInt(parts[0].substring(1));
            return new Names(parts[1].substring(0, length), parts[1].substring(length));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw notACursor("cursor", e);
        }
    }

    /// Reads [Place#text()]; `start` when there is no cursor.
    ///
    /// @throws ProblemException 422 for text that is not such a cursor
    public static Place place(@Nullable String text, Place start) {
        return place("cursor", text, start);
    }

    /// Reads [Place#text()] from a parameter of another name.
    ///
    /// @throws ProblemException 422 that names the parameter
    public static Place place(String parameter, @Nullable String text, Place start) {
        if (text == null) {
            return start;
        }
        try {
            String[] parts = decode(text);
            return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        } catch (IllegalArgumentException e) {
            throw notACursor(parameter, e);
        }
    }

    /// Reads [Moment#text()]; a moment after all others when there is no cursor.
    ///
    /// @throws ProblemException 422 for text that is not such a cursor
    public static Moment moment(@Nullable String text) {
        if (text == null) {
            return new Moment(Instant.parse("9999-12-31T23:59:59Z"), new UUID(-1, -1));
        }
        try {
            String[] parts = decode(text);
            Instant at = Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS);
            if (at.isAfter(Instant.parse("9999-12-31T23:59:59Z"))
                    || at.isBefore(Instant.EPOCH.minusSeconds(62_135_596_800L))) {
                throw new IllegalArgumentException("out of range");
            }
            return new Moment(at, UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw notACursor("cursor", e);
        }
    }

    /// A place after this name in a list that is ordered by name.
    public static String afterName(String name) {
        return encode(NAME + "." + name);
    }

    /// Reads [#afterName(String)]; the empty name, which is before all others, when there is no cursor.
    ///
    /// @throws ProblemException 422 for text that is not such a cursor
    public static String name(@Nullable String text) {
        if (text == null) {
            return "";
        }
        try {
            String[] parts = decode(text);
            if (!parts[0].equals(NAME) || parts[1].indexOf('\u0000') >= 0) {
                throw new IllegalArgumentException("no name");
            }
            return parts[1];
        } catch (IllegalArgumentException e) {
            throw notACursor("cursor", e);
        }
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String[] decode(String text) {
        String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\\.", 2);
        if (parts.length != 2) {
            throw new IllegalArgumentException("not two parts");
        }
        return parts;
    }

    private static ProblemException notACursor(String parameter, Exception cause) {
        var problem = ProblemException.invalid(
                FieldError.of(parameter, "format", "must be a next_cursor that this list has answered"));
        problem.addSuppressed(cause);
        return problem;
    }
}
