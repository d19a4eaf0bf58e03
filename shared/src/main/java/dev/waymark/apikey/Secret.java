package dev.waymark.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// The text of an API key: `wm_` and 256 random bits in base64url.
///
/// @param text shown once, in the answer that made the key
public record Secret(String text) {
    private static final int BYTES = 32;
    private static final int SHOWN = 11;

    public static Secret random(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new Secret("wm_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /// What people recognize a key by.
    public String prefix() {
        return text.substring(0, Math.min(SHOWN, text.length()));
    }

    /// SHA-256 of the text, 64 hex digits: all that is stored.
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /// Hides the text from logs.
    @Override
    public String toString() {
        return prefix() + "…";
    }
}
