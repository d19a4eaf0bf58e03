package dev.waymark.local;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Decodes the percent-encoding of URLs (RFC 3986), once and strictly.
final class PercentEncoding {
    private static final int HEX = 16;

    private PercentEncoding() {}

    /// Decodes a part of a path; `+` stays what it is.
    ///
    /// @throws ProblemException 422 for a broken escape or for bytes that are not UTF-8
    static String decodePath(String encoded) {
        return decode(encoded, false);
    }

    /// Decodes a name or value of a query, where `+` is a blank.
    ///
    /// @throws ProblemException 422 for a broken escape or for bytes that are not UTF-8
    static String decodeQuery(String encoded) {
        return decode(encoded, true);
    }

    private static String decode(String encoded, boolean plusIsBlank) {
        var bytes = new ByteArrayOutputStream(encoded.length());
        byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '%') {
                bytes.write(escaped(source, i, encoded));
                i += 2;
            } else {
                bytes.write(plusIsBlank && source[i] == '+' ? ' ' : source[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw broken(encoded);
        }
    }

    private static int escaped(byte[] source, int at, String encoded) {
        int high = at + 2 < source.length ? Character.digit(source[at + 1], HEX) : -1;
        int low = at + 2 < source.length ? Character.digit(source[at + 2], HEX) : -1;
        if (high < 0 || low < 0) {
            throw broken(encoded);
        }
        return high * HEX + low;
    }

    private static ProblemException broken(String encoded) {
        return ProblemException.invalid(FieldError.of("url", "encoding", "is not percent-encoded UTF-8: " + encoded));
    }
}
