package dev.waymark.encryption;

import dev.waymark.caller.Call;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where values become ciphertexts and values again. Which fields the tenant encrypts comes with
/// the caller, from the authorizer; keys are held for some minutes: once warm neither writing nor
/// reading takes a statement or a call of its own.
@Singleton
public final class FieldCipher {
    private final DataKeys keys;
    private final EncryptionKeyRepository policies;

    FieldCipher(DataKeys keys, EncryptionKeyRepository policies) {
        this.keys = keys;
        this.policies = policies;
    }

    /// How the caller's tenant writes this field.
    ///
    /// @throws ProblemException 503 where the key cannot be unwrapped now
    public FieldWriter writer(EncryptedField field) {
        UUID key = policy().keyFor(field);
        return key == null ? FieldWriter.PLAIN : new FieldWriter(keys.key(key), DataKeys.tenant());
    }

    /// The key that the caller's tenant encrypts this field with; null where it does not.
    public @Nullable UUID keyFor(EncryptedField field) {
        return policy().keyFor(field);
    }

    /// Whether a stored value is encrypted.
    public static boolean isEncrypted(byte[] stored) {
        return stored.length > 0 && stored[0] == DataKey.MARK;
    }

    /// A value as it was before it was stored.
    ///
    /// @throws ProblemException 500 integrity-error for a ciphertext that does not belong to this
    ///     place, or that was changed; 503 where its key cannot be unwrapped now
    public byte[] read(Place place, byte[] stored) {
        if (!isEncrypted(stored)) {
            return stored;
        }
        return key(stored, place).decrypted(stored, DataKeys.tenant(), place);
    }

    /// A value that is shown as text, as `stored_text()` does it. Nothing that is stored plain begins
    /// as an encrypted one does.
    ///
    /// @throws ProblemException as [#read(Place, byte[])] does
    public String text(Place place, String shown) {
        if (!isEncrypted(shown)) {
            return shown;
        }
        byte[] stored = Base64.getDecoder().decode(shown.substring(FieldWriter.ENCRYPTED.length()));
        return new String(read(place, stored), StandardCharsets.UTF_8);
    }

    /// Whether a value that is shown as text is encrypted.
    public static boolean isEncrypted(String shown) {
        return shown.startsWith(FieldWriter.ENCRYPTED);
    }

    private DataKey key(byte[] stored, Place place) {
        if (stored.length < DataKey.HEADER_BYTES) {
            throw ProblemException.of(ProblemType.INTEGRITY_ERROR, place + " is cut off");
        }
        ByteBuffer header = ByteBuffer.wrap(stored, 1, DataKey.HEADER_BYTES - 1);
        return keys.key(new UUID(header.getLong(), header.getLong()));
    }

    /// What the caller's tenant encrypts, as a caller carries it along. Who is not told by the
    /// authorizer asks once and goes on as one who has been told.
    public String told() {
        Call call = Call.current();
        String told = call == null ? null : call.caller().encryption();
        return told == null ? policies.policy() : told;
    }

    private EncryptionPolicy policy() {
        return EncryptionPolicy.of(told());
    }
}
