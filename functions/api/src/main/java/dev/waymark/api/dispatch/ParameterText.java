package dev.waymark.api.dispatch;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// The text of a path, query or header parameter, read as what the operation takes.
final class ParameterText {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private ParameterText() {}

    static Object read(Parameter parameter, String text) {
        Class<?> type = parameter.argument().getType();
        String name = parameter.name();
        if (type == String.class) {
            return parameter.comesFrom(Parameter.Source.PATH) ? PathName.decode(name, text) : plain(name, text);
        }
        if (type == UUID.class) {
            return uuid(name, text);
        }
        if (type == Integer.class || type == int.class) {
            return integer(name, text);
        }
        if (type == Long.class || type == long.class) {
            return whole(name, text);
        }
        if (type == Boolean.class || type == boolean.class) {
            return bool(name, text);
        }
        if (type == Instant.class) {
            return instant(name, text);
        }
        if (type == ExpectedVersion.class) {
            return ExpectedVersion.of(text);
        }
        if (type == StepNumber.class) {
            return StepNumber.of(name, text);
        }
        if (type == Set.class) {
            return new LinkedHashSet<>(Arrays.asList(plain(name, text).split(",")));
        }
        if (type.isEnum()) {
            return constant(name, text, type);
        }
        throw new IllegalStateException("no parameter can be a " + type);
    }

    /// Text as it is.
    ///
    /// @throws ProblemException 422 for U+0000, which the database cannot hold
    static String plain(String name, String text) {
        if (text.indexOf('\u0000') >= 0) {
            throw wrong(name, "nul", "must not have U+0000");
        }
        return text;
    }

    private static UUID uuid(String name, String text) {
        try {
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            throw because(e, wrong(name, "format", "must be a UUID"));
        }
        throw wrong(name, "format", "must be a UUID");
    }

    private static Integer integer(String name, String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw because(e, wrong(name, "format", "must be a whole number"));
        }
    }

    private static Long whole(String name, String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw because(e, wrong(name, "format", "must be a whole number"));
        }
    }

    private static Boolean bool(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "format", "must be true or false");
        };
    }

    private static Instant instant(String name, String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw because(e, wrong(name, "format", "must be an ISO-8601 time such as 2026-11-20T10:00:00Z"));
        }
        throw wrong(name, "range", "must be between the years 1 and 9999");
    }

    private static Object constant(String name, String text, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> wrong(
                        name,
                        "enum",
                        Arrays.stream(type.getEnumConstants())
                                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ", "must be one of ", ""))));
    }

    private static ProblemException wrong(String name, String code, String detail) {
        return ProblemException.invalid(FieldError.of(name, code, detail));
    }

    private static ProblemException because(Exception cause, ProblemException problem) {
        problem.addSuppressed(cause);
        return problem;
    }
}
