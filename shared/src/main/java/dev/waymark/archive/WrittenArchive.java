package dev.waymark.archive;

import java.time.Instant;
import java.util.UUID;

/// An archive whose object has been written and read back. Nothing of it counts before
/// `finish_archive()`, in the transaction that takes its rows out.
///
/// @param rows the lines of the object, documents and packs among them
/// @param sizeBytes of the object
/// @param sha256 of the object, 64 hex digits
/// @param fromAt the time of its oldest row
/// @param toAt the time of its newest row
public record WrittenArchive(
        UUID id,
        String kind,
        String objectKey,
        long rows,
        long sizeBytes,
        String sha256,
        Instant fromAt,
        Instant toAt) {}
