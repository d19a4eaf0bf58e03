package dev.waymark.state;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `put_state_schema()` takes.
///
/// @param newAgentId the agent's id in case its name is new
/// @param digest of the schema, which is among the documents
@Introspected
public record StateSchemaToStore(
        UUID id,
        Instant at,
        UUID newAgentId,
        String digest,
        @Nullable Map<String, String> documents) {}
