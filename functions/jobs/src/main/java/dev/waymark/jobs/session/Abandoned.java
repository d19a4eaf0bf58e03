package dev.waymark.jobs.session;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// One row of `abandon_sessions()`: what one call did for one tenant.
@MappedEntity("abandoned_sessions")
record Abandoned(@Id UUID tenant, long abandoned) {}
