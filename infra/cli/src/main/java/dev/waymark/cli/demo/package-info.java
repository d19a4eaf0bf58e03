/// The project that `waymark demo` fills in, described in a resource file, always the same.
/// Depends on the plans of the ledger package and on Jackson. It makes no requests.
@NullMarked
package dev.waymark.cli.demo;

import org.jspecify.annotations.NullMarked;
