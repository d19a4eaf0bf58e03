package dev.waymark.encryption;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.daead.AesSivParameters;
import com.google.crypto.tink.daead.DeterministicAeadConfig2026;
import dev.waymark.json.Digest;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;

/// A data key of a tenant, ready for use: AES-SIV (RFC 5297) with 512 bits. It needs no nonce, so
/// nothing is to be counted; that the same value in the same place is the same ciphertext lets
/// the database see that a write changes nothing.
final class DataKey {
    /// Begins an encrypted value; neither JSON nor a Zstandard frame begins with it.
    static final byte MARK = 1;

    /// The mark and the key's id.
    static final int HEADER_BYTES = 1 + 2 * Long.BYTES;

    private static final int KEY_BYTES = 64;

    private final UUID id;
    private final DeterministicAead cipher;

    private DataKey(UUID id, DeterministicAead cipher) {
        this.id = id;
        this.cipher = cipher;
    }

    /// A new key, for whoever wraps it.
    static byte[] generated() {
        try {
            var parameters = AesSivParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setVariant(AesSivParameters.Variant.NO_PREFIX)
                    .build();
            return TinkProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(parameters, DeterministicAeadConfig2026.get()),
                    InsecureSecretKeyAccess.get(),
                    DeterministicAeadConfig2026.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key can be made", e);
        }
    }

    /// @param unwrapped what [#generated()] made
    static DataKey of(UUID id, byte[] unwrapped) {
        try {
            KeysetHandle handle = TinkProtoKeysetFormat.parseKeyset(
                    unwrapped, InsecureSecretKeyAccess.get(), DeterministicAeadConfig2026.get());
            return new DataKey(id, handle.getPrimitive(DeterministicAeadConfig2026.get(), DeterministicAead.class));
        } catch (GeneralSecurityException e) {
            throw broken("encryption key " + id, e);
        }
    }

    UUID id() {
        return id;
    }

    byte[] encrypted(byte[] plain, UUID tenant, Place place) {
        byte[] hidden = hidden(plain, place.text(tenant));
        return ByteBuffer.allocate(HEADER_BYTES + hidden.length)
                .put(MARK)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(hidden)
                .array();
    }

    /// @throws ProblemException 500 integrity-error for what was not encrypted with this key for
    ///     this place
    byte[] decrypted(byte[] stored, UUID tenant, Place place) {
        byte[] hidden = Arrays.copyOfRange(stored, HEADER_BYTES, stored.length);
        try {
            return cipher.decryptDeterministically(hidden, bytes(place.text(tenant)));
        } catch (GeneralSecurityException e) {
            throw broken(place.toString(), e);
        }
    }

    /// Something that tells as much as the digest, but to nobody without the key.
    Digest keyed(Digest digest) {
        return Digest.of(hidden(digest.bytes(), "waymark 1\ndigest"));
    }

    private byte[] hidden(byte[] plain, String boundTo) {
        try {
            return cipher.encryptDeterministically(plain, bytes(boundTo));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a value cannot be encrypted", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ProblemException broken(String what, Exception cause) {
        ProblemException problem = ProblemException.of(
                ProblemType.INTEGRITY_ERROR, "%s is not what was encrypted for this place".formatted(what));
        problem.addSuppressed(cause);
        return problem;
    }
}
