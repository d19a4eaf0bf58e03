package dev.waymark.effect;

import dev.waymark.body.OmitNull;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An effect as it is answered.
///
/// @param status `claimed` for whoever may now cause it, `in_progress` for everybody else, or `completed`
/// @param fencingToken with `claimed` alone: it completes the effect
/// @param expiresAt when another may take it over; absent once completed
/// @param result what came of it, with `completed` alone
@Introspected
@OmitNull
public record Effect(
        UUID id,
        String key,
        String status,
        @Nullable UUID commandId,
        @Nullable Long fencingToken,
        @Nullable Instant expiresAt,
        @Nullable RawJson result,
        @Nullable Instant completedAt,
        Instant createdAt) {

    /// What the database answers.
    ///
    /// @param result canonical JSON as text
    @Introspected
    public record Answered(
            UUID id,
            String key,
            String status,
            @Nullable UUID commandId,
            @Nullable Long fencingToken,
            @Nullable Instant expiresAt,
            @Nullable String result,
            @Nullable Instant completedAt,
            Instant createdAt) {}

    public static Effect of(Answered answered) {
        return of(answered, answered.result());
    }

    /// The answer to a completion, which brought its result along.
    public static Effect of(Answered answered, @Nullable String result) {
        return new Effect(
                answered.id(),
                answered.key(),
                answered.status(),
                answered.commandId(),
                answered.fencingToken(),
                answered.expiresAt(),
                result == null ? null : new RawJson(result.getBytes(StandardCharsets.UTF_8)),
                answered.completedAt(),
                answered.createdAt());
    }

    /// Whether the caller is the one who may now cause it.
    public boolean isClaimed() {
        return fencingToken != null;
    }
}
