package dev.waymark.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Writes doubles as ECMAScript's `Number::toString` does, which RFC 8785 makes the canonical form of JSON
/// numbers.
final class EcmaScriptNumber {
    private static final double EXPONENT_FROM = 1e21;

    /// Below this magnitude a double holds so few bits that one digit may do where Java writes two (4.9E-324,
    /// 5e-324).
    private static final double FEW_BITS_BELOW = 1e-320;

    private EcmaScriptNumber() {}

    /// Whether the canonical form of this finite number is that of an integer: digits alone.
    static boolean isWrittenAsInteger(double value) {
        return Math.abs(value) < EXPONENT_FROM && value == Math.rint(value);
    }

    /// The shortest decimal that denotes this double.
    ///
    /// @throws IllegalArgumentException for infinities and NaN, which JSON does not have
    static String format(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no number " + value);
        }
        if (value == 0) {
            return "0";
        }
        String javaForm = Double.toString(value);
        if (javaForm.indexOf('E') >= 0) {
            return fromDigits(shortest(value, javaForm));
        }
        return javaForm.endsWith(".0") ? javaForm.substring(0, javaForm.length() - 2) : javaForm;
    }

    /// The digits to write. Java's own are the shortest that denote the value, but never fewer than two.
    private static BigDecimal shortest(double value, String javaForm) {
        BigDecimal two = new BigDecimal(javaForm).stripTrailingZeros();
        if (Math.abs(value) >= FEW_BITS_BELOW || two.precision() != 2) {
            return two;
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal down = two.setScale(two.scale() - 1, RoundingMode.DOWN);
        BigDecimal up = two.setScale(two.scale() - 1, RoundingMode.UP);
        boolean downIsNearer =
                exact.subtract(down).abs().compareTo(exact.subtract(up).abs()) <= 0;
        BigDecimal near = downIsNearer ? down : up;
        BigDecimal far = downIsNearer ? up : down;
        if (near.doubleValue() == value) {
            return near.stripTrailingZeros();
        }
        return far.doubleValue() == value ? far.stripTrailingZeros() : two;
    }

    private static String fromDigits(BigDecimal number) {
        String sign = number.signum() < 0 ? "-" : "";
        String digits = number.unscaledValue().abs().toString();
        int exponent = digits.length() - number.scale();
        if (exponent > 21 || exponent <= -6) {
            return sign + scientific(digits, exponent - 1);
        }
        if (exponent >= digits.length()) {
            return sign + digits + "0".repeat(exponent - digits.length());
        }
        if (exponent > 0) {
            return sign + digits.substring(0, exponent) + "." + digits.substring(exponent);
        }
        return sign + "0." + "0".repeat(-exponent) + digits;
    }

    private static String scientific(String digits, int exponent) {
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + (exponent < 0 ? "e" : "e+") + exponent;
    }
}
