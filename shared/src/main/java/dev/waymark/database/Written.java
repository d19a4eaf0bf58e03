package dev.waymark.database;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/// What a write function answers. Mapped as an entity, because Micronaut Data works out how to read any other type anew
/// for each row.
///
/// @param answer JSON: what the request was assigned
/// @param replayed whether this is the answer to an earlier request with the same idempotency key
@MappedEntity
public record Written(@Id String answer, boolean replayed) {}
