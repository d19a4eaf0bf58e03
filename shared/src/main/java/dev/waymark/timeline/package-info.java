/// The timeline: everything of a command in the order in which it was recorded.
@NullMarked
package dev.waymark.timeline;

import org.jspecify.annotations.NullMarked;
