package dev.waymark.encryption;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A data key as it is answered: never the key itself.
///
/// @param primary whether new values are encrypted with it
/// @param wrappedBy the key-encryption key that it is stored under
/// @param rewrappedAt when it was last wrapped by another one
/// @param retiredAt when nothing was encrypted with it any more; it still reads what archives and
///     backups hold
@Introspected
public record EncryptionKey(
        UUID id,
        boolean primary,
        String wrappedBy,
        Instant createdAt,
        @Nullable Instant rewrappedAt,
        @Nullable Instant retiredAt) {

    public static EncryptionKey of(KeyRow row) {
        return new EncryptionKey(
                row.id(), row.isPrimary(), row.wrappedBy(), row.createdAt(), row.rewrappedAt(), row.retiredAt());
    }

    /// What `add_encryption_key()` answers.
    @Introspected
    public record Added(UUID id, String wrappedBy, Instant createdAt) {
        public EncryptionKey key() {
            return new EncryptionKey(id, true, wrappedBy, createdAt, null, null);
        }
    }
}
