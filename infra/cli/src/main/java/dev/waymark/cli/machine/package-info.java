/// Looks at the machine that the command line runs on, and tells it as the sections of a snapshot.
/// Depends on OSHI, on Jackson and on programs of the machine; commands depend on it. It makes no requests, changes
/// nothing on the machine, and what it cannot see it says in a note.
@NullMarked
package dev.waymark.cli.machine;

import org.jspecify.annotations.NullMarked;
