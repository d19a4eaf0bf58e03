/// The tests' way to Waymark: real events through the real handlers, on a real PostgreSQL, each test with a
/// tenant of its own.
@NullMarked
package dev.waymark.api;

import org.jspecify.annotations.NullMarked;
