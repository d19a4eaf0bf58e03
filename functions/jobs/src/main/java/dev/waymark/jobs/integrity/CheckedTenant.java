package dev.waymark.jobs.integrity;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// A tenant that is to be checked.
@MappedEntity("tenants_to_check")
record CheckedTenant(@Id UUID tenantId) {}
