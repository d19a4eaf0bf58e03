/// Projects: bodies of work with numbered steps. Records as they are asked for, stored and answered, and their
/// repository.
@NullMarked
package dev.waymark.project;

import org.jspecify.annotations.NullMarked;
