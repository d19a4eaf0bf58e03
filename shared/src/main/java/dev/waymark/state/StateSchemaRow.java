package dev.waymark.state;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/// A schema as the database shows it.
///
/// @param digest 64 hex digits
/// @param schema canonical JSON; null when it is lost
@MappedEntity("state_schema_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record StateSchemaRow(
        @Id UUID id,
        UUID agentId,
        String agent,
        String partition,
        String digest,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] schema,
        long version,
        Instant createdAt,
        Instant updatedAt) {}
