/// Lays old messages away, where they take a fraction of the room.
@NullMarked
package dev.waymark.jobs.sealing;

import org.jspecify.annotations.NullMarked;
