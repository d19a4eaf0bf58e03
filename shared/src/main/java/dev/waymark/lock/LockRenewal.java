package dev.waymark.lock;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/// A lease that is to begin anew.
///
/// @param fencingToken of the holder
/// @param ttlMs how long it lives from now on; as long as before when absent
@Introspected
public record LockRenewal(
        @Positive Long fencingToken,
        @Nullable @Min(1) @Max(86_400_000) Long ttlMs) {}
