/// Threads: the lines of an agent's work, below which its states and checkpoints hang. Records as they are asked for,
/// stored and answered, and their repository.
@NullMarked
package dev.waymark.thread;

import org.jspecify.annotations.NullMarked;
