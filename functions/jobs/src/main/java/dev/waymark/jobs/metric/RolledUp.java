package dev.waymark.jobs.metric;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// The row of `roll_up_metrics()`: what one call did, for one tenant.
///
/// @param points that have left
/// @param days into which they went, counted once for each metric and tags
@MappedEntity("rolled_up_metrics")
record RolledUp(@Id UUID tenant, long points, long days) {}
