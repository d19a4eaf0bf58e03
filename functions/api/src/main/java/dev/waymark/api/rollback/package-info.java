/// Operations that take a project back to a step, undo that, and list what was rolled back.
@NullMarked
package dev.waymark.api.rollback;

import org.jspecify.annotations.NullMarked;
