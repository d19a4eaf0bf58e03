package dev.waymark.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing piece of JSON text in UTF-8. Writes tokens; that they follow one another as JSON wants is the
/// writer's care. Strings carry the fewest escapes that JSON allows (RFC 8785, 3.2.2.2): U+0000 travels as
/// `\u0000`, so the bytes never hold a NUL. Not for use by several threads.
public final class JsonOutput {
    private static final int FIRST_BYTES = 512;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    /// A copy of what was written.
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public int size() {
        return size;
    }

    /// One ASCII character: a bracket, a comma, a colon.
    public JsonOutput ascii(char c) {
        reserve(1);
        bytes[size++] = (byte) c;
        return this;
    }

    /// ASCII text as it is: `true`, the digits of a number.
    public JsonOutput ascii(String text) {
        copy(text, 0, text.length());
        return this;
    }

    /// JSON text that was written before, untouched.
    public JsonOutput raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
        return this;
    }

    public JsonOutput number(long value) {
        return ascii(Long.toString(value));
    }

    /// A double as RFC 8785 has it.
    ///
    /// @throws IllegalArgumentException for infinities and NaN
    public JsonOutput number(double value) {
        return ascii(EcmaScriptNumber.format(value));
    }

    /// A string with its quotes.
    ///
    /// @throws IllegalArgumentException for a lone surrogate, which UTF-8 cannot hold
    public JsonOutput string(String text) {
        int length = text.length();
        ascii('"');
        int i = 0;
        while (i < length) {
            int end = endOfPlain(text, i);
            copy(text, i, end);
            i = end == length ? end : end + character(text, end);
        }
        return ascii('"');
    }

    private static int endOfPlain(String text, int from) {
        int length = text.length();
        int i = from;
        while (i < length && isPlain(text.charAt(i))) {
            i++;
        }
        return i;
    }

    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) copies ASCII without an array in between
    private void copy(String text, int from, int end) {
        reserve(end - from);
        text.getBytes(from, end, bytes, size);
        size += end - from;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
    }

    /// Writes the character at `i`, which is not plain; answers how many UTF-16 units it took.
    private int character(String text, int i) {
        reserve(6);
        char c = text.charAt(i);
        if (c < 0x80) {
            escape(c);
            return 1;
        }
        if (Character.isSurrogate(c)) {
            supplementary(text, i);
            return 2;
        }
        if (c < 0x800) {
            bytes[size++] = (byte) (0xC0 | (c >> 6));
        } else {
            bytes[size++] = (byte) (0xE0 | (c >> 12));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        }
        bytes[size++] = (byte) (0x80 | (c & 0x3F));
        return 1;
    }

    private void supplementary(String text, int i) {
        int code = text.codePointAt(i);
        if (code < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
            throw new IllegalArgumentException("A lone surrogate cannot be written as UTF-8");
        }
        bytes[size++] = (byte) (0xF0 | (code >> 18));
        bytes[size++] = (byte) (0x80 | ((code >> 12) & 0x3F));
        bytes[size++] = (byte) (0x80 | ((code >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (code & 0x3F));
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        int letter = switch (c) {
            case '"', '\\' -> c;
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 'u';
        };
        bytes[size++] = (byte) letter;
        if (letter == 'u') {
            bytes[size++] = '0';
            bytes[size++] = '0';
            bytes[size++] = HEX[c >> 4];
            bytes[size++] = HEX[c & 0xF];
        }
    }

    private void reserve(int more) {
        if (bytes.length - size >= more) {
            return;
        }
        int needed = Math.addExact(size, more);
        // Doubling in long arithmetic: a gigabyte doubled does not fit an int.
        bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 8));
    }
}
