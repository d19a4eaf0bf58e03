/// Who calls, and what the call carries into every statement: tenant, scopes, narrowing, idempotency key.
/// Set once at the edge; everything below reads it from here and nobody passes it on by hand.
/// Depends on nothing of ours. Knows no HTTP and no database.
@NullMarked
package dev.waymark.caller;

import org.jspecify.annotations.NullMarked;
