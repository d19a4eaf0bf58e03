package dev.waymark.segment;

import dev.waymark.json.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;

/// Tells which words cannot be in a segment: a Bloom filter over the lexemes that PostgreSQL makes
/// of its texts. A word that is there always shows; one that is not shows in about 1 segment of 18,
/// which then is read for nothing. The database asks it by `signature_has()`, which takes the same
/// bits.
public final class WordSignature {
    /// A word's bits are where the 16-bit numbers at the beginning of its SHA-256 say.
    private static final int BITS_A_WORD = 4;

    private static final double LOAD_BITS = 6;

    /// It stands in the row itself, so that asking it reads no other page.
    private static final int MAX_BYTES = 1_536;

    private WordSignature() {}

    /// The signature of these words, each once.
    public static byte[] of(Collection<String> lexemes) {
        int size = (int) Math.clamp(Math.ceil(lexemes.size() * LOAD_BITS / Byte.SIZE), 1, MAX_BYTES);
        byte[] signature = new byte[size];
        MessageDigest sha256 = Digest.sha256();
        for (String lexeme : lexemes) {
            ByteBuffer hash = ByteBuffer.wrap(sha256.digest(lexeme.getBytes(StandardCharsets.UTF_8)));
            for (int i = 0; i < BITS_A_WORD; i++) {
                int bit = (hash.getShort() & 0xFFFF) % (size * Byte.SIZE);
                signature[bit / Byte.SIZE] |= (byte) (1 << bit % Byte.SIZE);
            }
        }
        return signature;
    }
}
