/// Archives: rows that left the database for object storage, and come back from there. An archive
/// is written so that dying at any point neither loses nor doubles a row (ADR 0015); the store
/// itself is a small port, a folder or, in `dev.waymark.aws`, S3. Knows no HTTP, and not why rows
/// leave.
@NullMarked
package dev.waymark.archive;

import org.jspecify.annotations.NullMarked;
