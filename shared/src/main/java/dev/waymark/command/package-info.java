/// Commands: pieces of work given to agents. Records as they are asked for, stored and answered, and their
/// repository.
@NullMarked
package dev.waymark.command;

import org.jspecify.annotations.NullMarked;
