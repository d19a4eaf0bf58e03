package dev.waymark.local.whole;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Text in a URL.
final class PathText {
    private PathText() {}

    /// Percent-encoded, fit for paths and queries.
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
