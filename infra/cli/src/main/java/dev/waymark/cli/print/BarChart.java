package dev.waymark.cli.print;

/// Horizontal bars out of eighths of a block, so that small differences show.
final class BarChart {
    private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

    private BarChart() {}

    /// A bar; what is not nothing has at least an eighth.
    ///
    /// @param most what fills `width` columns
    static String bar(long value, long most, int width) {
        if (value <= 0 || most <= 0) {
            return "";
        }
        long eighths = Math.max(1, Math.round((double) Math.min(value, most) * width * 8 / most));
        return "█".repeat((int) (eighths / 8)) + EIGHTHS[(int) (eighths % 8)];
    }
}
