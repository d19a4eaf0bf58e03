/// Operations on checkpoints.
@NullMarked
package dev.waymark.api.checkpoint;

import org.jspecify.annotations.NullMarked;
