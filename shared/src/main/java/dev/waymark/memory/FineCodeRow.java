package dev.waymark.memory;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// What the code of a memory leaves over.
@MappedEntity("memory_codes")
public record FineCodeRow(@Id UUID id, String fine) {}
