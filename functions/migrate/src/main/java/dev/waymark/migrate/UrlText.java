package dev.waymark.migrate;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Text inside a JDBC URL, percent-encoded as the driver decodes it.
final class UrlText {
    private UrlText() {}

    static String encode(String text) {
        // The driver reads "+" as a blank, as forms do; %20 is read by everyone.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
