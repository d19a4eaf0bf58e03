package dev.waymark.body;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Reads numbers. Text that looks like one is none.
final class Numbers {
    private static final BigInteger LOWEST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger HIGHEST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    static @Nullable Object readInt(JsonNode node, Pointer at, Violations violations) {
        Long value = integer(node, Integer.MIN_VALUE, Integer.MAX_VALUE, at, violations);
        return value == null ? null : value.intValue();
    }

    static @Nullable Object readLong(JsonNode node, Pointer at, Violations violations) {
        return integer(node, Long.MIN_VALUE, Long.MAX_VALUE, at, violations);
    }

    static @Nullable Object readDouble(JsonNode node, Pointer at, Violations violations) {
        if (!node.isNumber()) {
            violations.add(at, "type", "must be a number");
            return null;
        }
        double value = node.getNumberValue().doubleValue();
        if (!Double.isFinite(value)) {
            violations.add(at, "range", "must be within the range of a double");
            return null;
        }
        return value;
    }

    static @Nullable Object readDecimal(JsonNode node, Pointer at, Violations violations) {
        if (!node.isNumber()) {
            violations.add(at, "type", "must be a number");
            return null;
        }
        return decimal(node.getNumberValue());
    }

    private static BigDecimal decimal(Number number) {
        return switch (number) {
            case Long _, Integer _, Short _, Byte _ -> BigDecimal.valueOf(number.longValue());
            case BigInteger integer -> new BigDecimal(integer);
            case BigDecimal decimal -> decimal;
            default -> BigDecimal.valueOf(number.doubleValue());
        };
    }

    private static @Nullable Long integer(JsonNode node, long min, long max, Pointer at, Violations violations) {
        if (node.isNumber() && node.getNumberValue() instanceof Long value && value >= min && value <= max) {
            return value;
        }
        if (!node.isNumber() || !isIntegral(node.getNumberValue())) {
            violations.add(at, "type", "must be an integer");
            return null;
        }
        BigInteger value = clamped(node.getNumberValue());
        if (value.compareTo(BigInteger.valueOf(min)) < 0 || value.compareTo(BigInteger.valueOf(max)) > 0) {
            violations.add(at, "range", "must be between %d and %d".formatted(min, max));
            return null;
        }
        return value.longValue();
    }

    private static boolean isIntegral(Number number) {
        return switch (number) {
            case Double _, Float _ -> number.doubleValue() == Math.rint(number.doubleValue());
            case BigDecimal decimal -> decimal.stripTrailingZeros().scale() <= 0;
            default -> true;
        };
    }

    /// The integer, or one just outside a long for those far outside, so that 1e300 costs no long arithmetic.
    private static BigInteger clamped(Number number) {
        return switch (number) {
            case BigInteger integer -> integer;
            case Double _, Float _, BigDecimal _ -> {
                BigDecimal decimal = decimal(number);
                if (decimal.precision() - decimal.scale() > 19) {
                    yield decimal.signum() < 0
                            ? LOWEST_LONG.subtract(BigInteger.ONE)
                            : HIGHEST_LONG.add(BigInteger.ONE);
                }
                yield decimal.toBigInteger();
            }
            default -> BigInteger.valueOf(number.longValue());
        };
    }
}
