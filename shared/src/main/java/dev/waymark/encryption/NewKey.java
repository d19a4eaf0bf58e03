package dev.waymark.encryption;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;

/// A new data key, wrapped.
///
/// @param wrappedKey hex
@Introspected
public record NewKey(UUID id, String wrappedKey, String wrappedBy) {
    /// What `add_encryption_key()` takes.
    @Introspected
    public record ToStore(Instant at, NewKey key) {}
}
