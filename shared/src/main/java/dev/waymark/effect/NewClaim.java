package dev.waymark.effect;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A claim as it is asked for.
///
/// @param id the client's own id, for an effect that nobody has claimed yet
/// @param commandId the command that the effect belongs to
/// @param ttlMs how long the lease lives, up to a day; a minute by default
@Introspected
public record NewClaim(
        @Nullable UUID id,
        @Nullable UUID commandId,
        @Nullable @Min(1) @Max(86_400_000) Long ttlMs) {
    private static final long DEFAULT_TTL_MS = 60_000;

    public long ttlMsOrDefault() {
        return ttlMs == null ? DEFAULT_TTL_MS : ttlMs;
    }
}
