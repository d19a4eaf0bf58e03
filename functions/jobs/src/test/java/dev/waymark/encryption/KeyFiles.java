package dev.waymark.encryption;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/// What becomes of a key file whose key is changed.
public final class KeyFiles {
    private KeyFiles() {}

    /// Has another key wrap from now on; the one before goes on unwrapping.
    public static void rotate(Path file) throws IOException, GeneralSecurityException {
        KeysetHandle.Entry before = read(file).getPrimary();
        KeysetHandle.Entry after = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get())
                .getPrimary();
        write(
                file,
                KeysetHandle.newBuilder()
                        .addEntry(KeysetHandle.importKey(before.getKey()).withFixedId(before.getId()))
                        .addEntry(KeysetHandle.importKey(after.getKey())
                                .withFixedId(after.getId())
                                .makePrimary())
                        .build());
    }

    /// Leaves only the key that wraps.
    public static void forgetOthers(Path file) throws IOException, GeneralSecurityException {
        KeysetHandle.Entry left = read(file).getPrimary();
        write(
                file,
                KeysetHandle.newBuilder()
                        .addEntry(KeysetHandle.importKey(left.getKey())
                                .withFixedId(left.getId())
                                .makePrimary())
                        .build());
    }

    private static KeysetHandle read(Path file) throws IOException, GeneralSecurityException {
        byte[] keyset = Base64.getDecoder().decode(Files.readString(file).strip());
        return TinkProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get(), AeadConfig2026.get());
    }

    private static void write(Path file, KeysetHandle keys) throws IOException, GeneralSecurityException {
        byte[] keyset =
                TinkProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get(), AeadConfig2026.get());
        Files.writeString(file, Base64.getEncoder().encodeToString(keyset) + '\n');
    }
}
