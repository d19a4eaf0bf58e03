/// The schema owner: makes the roles, applies the migrations and the grants, and knows the newest schema it ships.
/// Deploys, the local gateway and the tests run it; nothing that answers a request depends on it.
/// It must not know a table: what the schema holds is told by the migrations alone.
@NullMarked
package dev.waymark.migrate;

import org.jspecify.annotations.NullMarked;
