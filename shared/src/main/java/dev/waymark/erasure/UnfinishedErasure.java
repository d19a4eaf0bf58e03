package dev.waymark.erasure;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// An erasure that somebody has to finish, of whichever tenant.
///
/// @param kind `end_user` or `tenant`
/// @param subject the id of whom it is about
@MappedEntity("unfinished_erasures")
public record UnfinishedErasure(@Id UUID id, UUID tenantId, String kind, String subject) {}
