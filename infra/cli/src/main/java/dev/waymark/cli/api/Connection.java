package dev.waymark.cli.api;

import java.net.URI;
import java.util.Map;

/// Where Waymark is and the key that opens it.
///
/// @param url the base address, without a slash at its end
/// @param apiKey sent as the bearer token
public record Connection(URI url, String apiKey) {
    private static final String DEFAULT_URL = "http://127.0.0.1:3000";
    private static final String LOCAL_KEY = "wm_local";

    /// Reads `WAYMARK_URL` and `WAYMARK_API_KEY`. The local gateway needs neither; any other address needs its key.
    ///
    /// @throws ConfigurationException when the address is not http(s) or the key is missing
    public static Connection from(Map<String, String> environment) {
        URI url = url(environment.getOrDefault("WAYMARK_URL", "").strip());
        String key = environment.getOrDefault("WAYMARK_API_KEY", "").strip();
        if (!key.isEmpty()) {
            return new Connection(url, key);
        }
        if (!isLoopback(url.getHost())) {
            throw new ConfigurationException("WAYMARK_API_KEY is not set: " + url
                    + " is not this machine, so it needs an API key (POST /v1/api-keys makes one)");
        }
        return new Connection(url, LOCAL_KEY);
    }

    private static URI url(String text) {
        String address = text.isEmpty() ? DEFAULT_URL : text.replaceAll("/+$", "");
        try {
            URI url = URI.create(address);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException unreadable) {
            throw new ConfigurationException(notAnAddress(address), unreadable);
        }
        throw new ConfigurationException(notAnAddress(address));
    }

    private static String notAnAddress(String text) {
        return "WAYMARK_URL is not an address such as " + DEFAULT_URL + ": " + text;
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
