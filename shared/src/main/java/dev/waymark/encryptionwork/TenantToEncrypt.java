package dev.waymark.encryptionwork;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// A tenant with values that may have to be encrypted anew.
///
/// @param part the table that the walk is in; empty at the beginning
/// @param after the place in it up to which all is done; empty for its beginning
/// @param walk tells this walk from one that begins later
@MappedEntity("encryption_work")
public record TenantToEncrypt(@Id UUID tenantId, String part, String after, String walk) {}
