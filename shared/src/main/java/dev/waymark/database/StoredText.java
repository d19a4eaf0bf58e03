package dev.waymark.database;

import org.jspecify.annotations.Nullable;

/// Text as a column of type text can hold it. PostgreSQL has no place for U+0000 there, so it travels as DLE
/// 0, and DLE (U+0010) itself as DLE DLE: reversible, and nothing changes for text that has neither.
public final class StoredText {
    private static final char NUL = '\u0000';
    private static final char DLE = '\u0010';

    private StoredText() {}

    public static String of(String text) {
        if (text.indexOf(NUL) < 0 && text.indexOf(DLE) < 0) {
            return text;
        }
        return text.replace("\u0010", "\u0010\u0010").replace("\u0000", "\u00100");
    }

    public static @Nullable String orNull(@Nullable String text) {
        return text == null ? null : of(text);
    }

    /// The text that was stored.
    public static String read(String stored) {
        if (stored.indexOf(DLE) < 0) {
            return stored;
        }
        var text = new StringBuilder(stored.length());
        int i = 0;
        while (i < stored.length()) {
            char c = stored.charAt(i++);
            boolean escapes = c == DLE && i < stored.length();
            text.append(escapes ? (stored.charAt(i++) == '0' ? NUL : DLE) : c);
        }
        return text.toString();
    }

    public static @Nullable String readOrNull(@Nullable String stored) {
        return stored == null ? null : read(stored);
    }
}
