package dev.waymark.lock;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A lock as it is asked for.
///
/// @param id the client's own id, for a lock that nobody has taken yet
/// @param agent who takes it; a key that is restricted to an agent need not say
/// @param ttlMs how long the lease lives, up to a day
@Introspected
public record NewLock(
        @Nullable UUID id,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String agent,
        @Min(1) @Max(86_400_000) Long ttlMs) {}
