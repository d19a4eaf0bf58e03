package dev.waymark.jobs.partition;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/// A month that a partitioned table has; known by name alone.
///
/// @param begin UTC
@MappedEntity("agent_metrics")
record Month(@Id Instant begin) {}
