package dev.waymark.archive;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// An archive that there is something to be done about.
///
/// @param shared whether more than one end user is named
@MappedEntity("archive_marks")
record ArchiveMark(@Id UUID id, String status, boolean shared) {}
