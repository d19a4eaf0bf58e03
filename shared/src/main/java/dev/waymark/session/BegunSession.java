package dev.waymark.session;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What beginning assigned to a session. With the request it makes the whole answer, so an
/// idempotency key keeps this much
/// and no more.
@Introspected
public record BegunSession(
        UUID id,
        UUID conversationId,
        Instant createdAt,
        @Nullable UUID agentId,
        @Nullable String agent,
        @Nullable String userId) {}
