package dev.waymark.redaction;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// A tenant's patterns as the database shows them.
///
/// @param version of the settings that they are part of
/// @param redaction JSON text
@MappedEntity("tenant_redactions")
record RedactionRow(@Id UUID id, long version, String redaction) {}
