/// The one place where the caller goes into a connection, and the one place where a database error becomes a
/// problem. Repositories and operations need neither by name: the data source does the first, the edge the
/// second. Knows no domain word beyond the names of constraints.
@NullMarked
package dev.waymark.database;

import org.jspecify.annotations.NullMarked;
