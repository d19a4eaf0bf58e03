package dev.waymark.encryption;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A key file of this machine: a keyset, base64, which only its owner may read. It is made when
/// it is needed first. Whoever has it and the database has everything; whoever loses it has lost
/// what is encrypted.
@Singleton
@Requires(property = LocalKeyFile.PROPERTY)
public final class LocalKeyFile implements KeyWrapping {
    /// Where the file is.
    public static final String PROPERTY = "waymark.encryption.key-file";

    private static final String NAME = "local:";

    private final Path file;
    private @Nullable KeysetHandle keys;

    LocalKeyFile(@Property(name = PROPERTY) String file) {
        this.file = Path.of(file);
    }

    @Override
    public String name() {
        return NAME + Integer.toUnsignedString(keys().getPrimary().getId());
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        try {
            return aead().encrypt(key, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be wrapped", e);
        }
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String wrappedBy, String context) {
        if (!wrappedBy.startsWith(NAME)) {
            throw ProblemException.of(
                    ProblemType.UNAVAILABLE,
                    "the key is wrapped by %s, which is not to be reached".formatted(wrappedBy));
        }
        try {
            return aead().decrypt(wrapped, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            ProblemException problem = ProblemException.of(
                    ProblemType.INTEGRITY_ERROR, "the %s is not wrapped by the key file".formatted(context));
            problem.addSuppressed(e);
            throw problem;
        }
    }

    private Aead aead() throws GeneralSecurityException {
        return keys().getPrimitive(AeadConfig2026.get(), Aead.class);
    }

    private synchronized KeysetHandle keys() {
        KeysetHandle read = keys;
        if (read == null) {
            read = readOrMade();
            keys = read;
        }
        return read;
    }

    private KeysetHandle readOrMade() {
        try {
            if (!Files.exists(file)) {
                make(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get()));
            }
            byte[] keyset = Base64.getDecoder().decode(Files.readString(file).strip());
            return TinkProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get(), AeadConfig2026.get());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            ProblemException problem =
                    ProblemException.of(ProblemType.UNAVAILABLE, "the key file cannot be read; try again");
            problem.addSuppressed(e);
            throw problem;
        }
    }

    /// Whoever is first makes it, whole and at once.
    private void make(KeysetHandle made) throws IOException, GeneralSecurityException {
        byte[] keyset =
                TinkProtoKeysetFormat.serializeKeyset(made, InsecureSecretKeyAccess.get(), AeadConfig2026.get());
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path whole = Files.createTempFile(folder, "key", ".new", onlyForTheOwner());
        try {
            Files.writeString(whole, Base64.getEncoder().encodeToString(keyset) + '\n', StandardOpenOption.WRITE);
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            // somebody else was first: theirs is the key
        } finally {
            Files.delete(whole);
        }
    }

    private static FileAttribute<?>[] onlyForTheOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
