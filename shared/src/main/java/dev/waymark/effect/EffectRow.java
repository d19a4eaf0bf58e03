package dev.waymark.effect;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// An effect in the database; it is read by its own functions alone.
@MappedEntity("side_effects")
public record EffectRow(@Id UUID id, String key) {}
