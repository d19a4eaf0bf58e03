/// Audit events: the append-only trail that the write functions leave. Read here, written nowhere but in the
/// database.
@NullMarked
package dev.waymark.audit;

import org.jspecify.annotations.NullMarked;
