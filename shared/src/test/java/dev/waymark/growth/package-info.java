/// Tells work that grows with its input from work that outgrows it.
@NullMarked
package dev.waymark.growth;

import org.jspecify.annotations.NullMarked;
