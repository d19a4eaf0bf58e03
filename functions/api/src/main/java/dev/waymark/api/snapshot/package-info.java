/// Operations on snapshots.
@NullMarked
package dev.waymark.api.snapshot;

import org.jspecify.annotations.NullMarked;
