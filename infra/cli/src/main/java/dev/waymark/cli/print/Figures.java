package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// Numbers as people read them. An absent number is an empty text.
public final class Figures {
    private Figures() {}

    /// `340 ms`, `1.95 s`, `2 min 05 s`, `3 h 20 min`.
    static String duration(JsonNode milliseconds) {
        if (!milliseconds.isNumber()) {
            return "";
        }
        long ms = milliseconds.longValue();
        if (ms < 1_000) {
            return ms + " ms";
        }
        if (ms < 60_000) {
            return BigDecimal.valueOf(ms, 3).setScale(2, RoundingMode.HALF_UP) + " s";
        }
        long seconds = ms / 1_000;
        if (seconds < 3_600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds / 60 % 60);
    }

    /// `820`, `1.8k`, `2.4M`.
    static String tokens(JsonNode count) {
        if (!count.isNumber()) {
            return "";
        }
        long tokens = count.longValue();
        if (tokens < 1_000) {
            return Long.toString(tokens);
        }
        boolean thousands = tokens < 999_950;
        double shown = tokens / (thousands ? 1e3 : 1e6);
        return String.format(Locale.ROOT, "%.1f%s", shown, thousands ? "k" : "M");
    }

    /// `$0.023`: two places from one dollar on, else three, and never rounded to nothing.
    static String usd(JsonNode amount) {
        if (!amount.isNumber()) {
            return "";
        }
        BigDecimal usd = amount.decimalValue();
        if (usd.signum() > 0 && usd.compareTo(new BigDecimal("0.0005")) < 0) {
            return "<$0.001";
        }
        return "$" + usd.setScale(usd.compareTo(BigDecimal.ONE) < 0 ? 3 : 2, RoundingMode.HALF_UP);
    }

    /// `1 step`, `2 steps`.
    ///
    /// @param noun one that takes an s
    public static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /// `820 B`, `1.2 kB`, `3.4 MB`.
    public static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        boolean kilo = bytes < 999_950;
        return String.format(Locale.ROOT, "%.1f %s", bytes / (kilo ? 1e3 : 1e6), kilo ? "kB" : "MB");
    }
}
