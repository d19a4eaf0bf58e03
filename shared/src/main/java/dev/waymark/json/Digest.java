package dev.waymark.json;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// The SHA-256 of canonical JSON: the name under which a document is stored. Equal by its bytes.
///
/// @param bytes 32 bytes, not to be changed by anyone
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below; a copy per access would buy nothing
public record Digest(byte[] bytes) {
    private static final int BYTES = 32;

    public Digest {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A digest has %d bytes, not %d".formatted(BYTES, bytes.length));
        }
    }

    /// The digest of these bytes, which are [CanonicalJson]'s.
    public static Digest of(byte[] canonical) {
        return new Digest(sha256().digest(canonical));
    }

    /// A SHA-256 to be fed bit by bit.
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /// The digest that these hex digits name.
    ///
    /// @throws IllegalArgumentException for anything but 64 hex digits
    public static Digest ofHex(String hex) {
        return new Digest(HexFormat.of().parseHex(hex));
    }

    /// 64 lower-case hex digits.
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
