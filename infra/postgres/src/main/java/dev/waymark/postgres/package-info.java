/// A real PostgreSQL without an installation: for the local gateway, the tests and the benchmarks.
/// Those three may depend on it; no function that is deployed does.
/// It must not know a table or a route: the schema comes from `dev.waymark.migrate`.
@NullMarked
package dev.waymark.postgres;

import org.jspecify.annotations.NullMarked;
