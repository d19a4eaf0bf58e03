/// Forgets answers that no repeated request may ask for any more.
@NullMarked
package dev.waymark.jobs.idempotency;

import org.jspecify.annotations.NullMarked;
