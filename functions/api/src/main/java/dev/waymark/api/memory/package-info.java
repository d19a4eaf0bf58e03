/// Operations on memories: making, reading, changing, searching and consolidating them.
@NullMarked
package dev.waymark.api.memory;

import org.jspecify.annotations.NullMarked;
