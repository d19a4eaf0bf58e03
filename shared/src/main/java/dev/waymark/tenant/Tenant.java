package dev.waymark.tenant;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A tenant as it is answered.
///
/// @param apiKey its first admin key; only in the answer that made it
@Introspected
@OmitNull
public record Tenant(
        UUID id, String name, Instant createdAt, @Nullable String apiKey) {}
