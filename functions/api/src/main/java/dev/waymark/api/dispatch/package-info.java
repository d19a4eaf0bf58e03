/// From a request to the operation that its route names, and from what that returns to a response: who may
/// call, what the arguments are, idempotency, retries, problems. Knows neither AWS nor a server; whatever
/// carries requests calls [Dispatcher]. Operations depend on nothing here but the annotations that say who
/// may call them and the types of their arguments.
@NullMarked
package dev.waymark.api.dispatch;

import org.jspecify.annotations.NullMarked;
