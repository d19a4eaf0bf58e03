/// Collects what nothing refers to any more.
@NullMarked
package dev.waymark.jobs.garbage;

import org.jspecify.annotations.NullMarked;
