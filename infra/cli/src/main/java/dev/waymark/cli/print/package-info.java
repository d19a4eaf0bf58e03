/// Rows and documents as text for a terminal: tables, one step in full, a timeline.
/// Depends on Jackson and picocli's colours; commands depend on it. It makes no requests and decides no exit code.
@NullMarked
package dev.waymark.cli.print;

import org.jspecify.annotations.NullMarked;
