package dev.waymark.settings;

import dev.waymark.encryption.NewKey;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What `put_settings()` takes.
///
/// @param key the first one, for a tenant that begins to encrypt and has none; null where nothing
///     is encrypted
@Introspected
public record SettingsToStore(
        Instant at, NewSettings settings, @Nullable NewKey key) {}
