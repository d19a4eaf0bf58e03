/// Looks at the database as a whole, for metrics and alarms. Sees figures, never a row of a tenant.
@NullMarked
package dev.waymark.jobs.watch;

import org.jspecify.annotations.NullMarked;
