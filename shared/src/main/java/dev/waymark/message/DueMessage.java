package dev.waymark.message;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/// A live message that is to be sealed.
///
/// @param rowVersion tells its row from any other that comes in its place
/// @param idle whether nothing has happened in the conversation for so long that all of it is
///     sealed
@MappedEntity("messages")
record DueMessage(@Id int position, long rowVersion, boolean idle) {}
