package dev.waymark.memory;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What recording assigned to the memories of a request, in its order. With the request it makes
/// the whole answer, so
/// an idempotency key keeps this much and no more.
///
/// @param userId the end user whom the key is restricted to
@Introspected
public record RecordedMemories(UUID agentId, @Nullable String userId, Instant createdAt, List<UUID> ids) {}
