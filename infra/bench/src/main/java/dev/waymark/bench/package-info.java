/// Benchmarks: each measures one goal against what it is compared with, interleaved in one run, and says so in a table
/// and in JSON. May use every other module, as a client of the handlers and of the repositories.
/// Nothing depends on this package, and `mvn verify` runs none of its timed parts.
@NullMarked
package dev.waymark.bench;

import org.jspecify.annotations.NullMarked;
