package dev.waymark.jobs.garbage;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// One row of `collect_packs()`: what one call did for one tenant.
///
/// @param collected packs that are gone
/// @param bytes what those weighed
/// @param stillNamed packs that were noted and are referred to again
@MappedEntity("collected_packs")
record Collected(@Id UUID tenant, long collected, long bytes, long stillNamed) {}
