/// Memories on the command line: what is written there, as the API takes it. Knows no command and
/// prints nothing.
@NullMarked
package dev.waymark.cli.memory;

import org.jspecify.annotations.NullMarked;
