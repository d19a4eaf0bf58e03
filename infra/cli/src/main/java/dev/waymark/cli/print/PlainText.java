package dev.waymark.cli.print;

/// Makes text of unknown origin safe and countable for a terminal.
public final class PlainText {
    private PlainText() {}

    /// The first line that is not blank, without control characters: an output may hold escape sequences that would
    /// move the cursor or change the title of the window.
    public static String firstLine(String text) {
        String line = text.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
        return visible(line).strip();
    }

    /// All lines, with every control character but the line break made harmless.
    public static String lines(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.replace("\r\n", "\n").codePoints().forEach(c -> safe.appendCodePoint(c == '\n' ? c : visible(c)));
        return safe.toString();
    }

    /// Cut to `width` columns, with an ellipsis where something was cut.
    public static String cut(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        var kept = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (used + width(c) > width - 1) {
                break;
            }
            kept.appendCodePoint(c);
            used += width(c);
            i += Character.charCount(c);
        }
        return kept.append('…').toString();
    }

    /// How many columns the text takes.
    public static int width(String text) {
        return text.codePoints().map(PlainText::width).sum();
    }

    private static String visible(String line) {
        StringBuilder safe = new StringBuilder(line.length());
        line.codePoints().forEach(c -> safe.appendCodePoint(visible(c)));
        return safe.toString();
    }

    private static int visible(int c) {
        if (c == '\t') {
            return ' ';
        }
        int type = Character.getType(c);
        boolean harmful = type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
        return harmful ? '·' : c;
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
            default -> (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0xFF01 && c <= 0xFF60);
        };
        return wide ? 2 : 1;
    }
}
