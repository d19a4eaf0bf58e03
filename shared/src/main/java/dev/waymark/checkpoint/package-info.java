/// Checkpoints: states that one can return to, kept as pieces (dev.waymark.piece). Records as they are
/// asked for, stored and answered, their repository, and what a body says of a state.
@NullMarked
package dev.waymark.checkpoint;

import org.jspecify.annotations.NullMarked;
