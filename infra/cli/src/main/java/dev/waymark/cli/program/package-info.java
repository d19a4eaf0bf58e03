/// Running other programs of this machine and reading what they print, bounded in time and size.
/// Depends on the JDK alone; what looks at the machine or at git depends on it. It interprets no output.
@NullMarked
package dev.waymark.cli.program;

import org.jspecify.annotations.NullMarked;
