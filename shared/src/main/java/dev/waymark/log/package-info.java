/// The log of every function: one line for each thing that happened, as JSON on Lambda and readable
/// elsewhere, with the request, the tenant and the operation it belongs to, and without payloads,
/// secrets or end users (ADR 0019). Metrics are lines of it too. Knows callers and how database
/// errors may be told; nothing but entry adapters depends on it.
@NullMarked
package dev.waymark.log;

import org.jspecify.annotations.NullMarked;
