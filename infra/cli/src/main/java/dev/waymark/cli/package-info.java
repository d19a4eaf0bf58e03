/// The `waymark` command line: a class per command, each named by what it does.
/// May depend on everything below it, on picocli and on the HTTP contract alone; the shared database layer and the
/// functions are out of bounds. Nothing depends on this package but the launcher and tests.
@NullMarked
package dev.waymark.cli;

import org.jspecify.annotations.NullMarked;
