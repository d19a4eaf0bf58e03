package dev.waymark.state;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `roll_back_state()` takes.
@Introspected
@OmitNull
public record RollbackToStore(
        Instant at,
        UUID stateId,
        UUID transitionId,
        @Nullable String trigger) {

    /// What it answers.
    @Introspected
    public record Answered(long version) {}
}
