package dev.waymark.api.user;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A name as it is written into the path of a `Location`.
final class EncodedName {
    private EncodedName() {}

    /// Percent-encoded; or `~` and base64url for a name that a gateway would mangle.
    static String of(String name) {
        boolean special = name.chars().anyMatch(c -> c == '/' || c == '?' || c == '#' || c == '%');
        if (special || name.equals(".") || name.equals("..") || name.startsWith("~")) {
            return "~" + Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        }
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
