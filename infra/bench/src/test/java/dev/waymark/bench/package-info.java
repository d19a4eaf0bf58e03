/// Counts that hold on any machine. Timed measurements are no tests.
/// Nothing depends on this package, and it must not assert on time.
@NullMarked
package dev.waymark.bench;

import org.jspecify.annotations.NullMarked;
