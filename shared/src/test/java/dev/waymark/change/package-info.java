/// Tests of what changed between two states.
@NullMarked
package dev.waymark.change;

import org.jspecify.annotations.NullMarked;
