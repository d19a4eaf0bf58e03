package dev.waymark.tenant;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/// A tenant as the database shows it.
@MappedEntity("tenants")
public record TenantRow(@Id UUID id, String name, Instant createdAt) {}
