/// Identity and time: the UUIDv7 ids of rows are made here, and the clock that stamps what happened.
/// Depends on nothing of ours.
@NullMarked
package dev.waymark.id;

import org.jspecify.annotations.NullMarked;
