package dev.waymark.json;

/// What a Java string may hold that UTF-8 cannot: surrogates without their other half.
public final class Text {
    private static final char REPLACEMENT = '\uFFFD';

    private Text() {}

    /// Whether some surrogate lacks its other half.
    public static boolean hasLoneSurrogate(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE && isLone(text, i)) {
                return true;
            }
        }
        return false;
    }

    /// The text with U+FFFD for every lone surrogate, fit to be shown to a person.
    public static String withoutLoneSurrogates(String text) {
        if (!hasLoneSurrogate(text)) {
            return text;
        }
        char[] shown = text.toCharArray();
        for (int i = 0; i < shown.length; i++) {
            if (Character.isSurrogate(shown[i]) && isLone(text, i)) {
                shown[i] = REPLACEMENT;
            }
        }
        return new String(shown);
    }

    /// The text, cut to at most `maxChars` UTF-16 units and an ellipsis, never between two halves of a
    /// character.
    public static String shortened(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
        return text.substring(0, end) + "…";
    }

    /// How many bytes the text takes in UTF-8; the text has no lone surrogate.
    public static long utf8Length(String text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            // A pair of surrogates is two units and four bytes: one more for each half.
            bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes;
    }

    private static boolean isLone(String text, int i) {
        if (Character.isHighSurrogate(text.charAt(i))) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }
}
