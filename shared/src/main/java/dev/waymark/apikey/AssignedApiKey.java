package dev.waymark.apikey;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;

/// What making a key assigned; with the request it makes the answer, the secret apart.
@Introspected
public record AssignedApiKey(UUID id, String prefix, Instant createdAt) {}
