package dev.waymark.retention;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import org.jspecify.annotations.Nullable;

/// What holds of a kind, as the database shows it.
///
/// @param version how often the tenant has set it
@MappedEntity("retention_policy_rows")
public record RetentionPolicyRow(@Id String kind, @Nullable Integer days, String then, long version) {}
