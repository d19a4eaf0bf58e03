/// Waymark as its users meet it: a whole gateway on a real PostgreSQL, asked over HTTP and by the command line.
/// Nothing depends on this package. It must not reach into operations or tables.
@NullMarked
package dev.waymark.local.whole;

import org.jspecify.annotations.NullMarked;
