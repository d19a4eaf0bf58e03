package dev.waymark.cli.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A project's key, or any other name, as one segment of a path (decisions.md 10).
public final class PathName {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private PathName() {}

    /// Percent-encoded UTF-8; or `~` and base64url for the names that a gateway would mangle, which are those with
    /// `/ ? # %`, those that are `.` or `..`, and those that begin with `~` themselves.
    public static String encode(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (wouldBeMangled(name)) {
            return "~" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
        return percentEncode(bytes);
    }

    /// A value for the query of a URL.
    public static String encodeQuery(String value) {
        return percentEncode(value.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean wouldBeMangled(String name) {
        boolean special = name.chars().anyMatch(c -> c == '/' || c == '?' || c == '#' || c == '%');
        return special || name.equals(".") || name.equals("..") || name.startsWith("~");
    }

    private static String percentEncode(byte[] bytes) {
        var text = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append(String.format("%%%02X", (int) c));
            }
        }
        return text.toString();
    }
}
