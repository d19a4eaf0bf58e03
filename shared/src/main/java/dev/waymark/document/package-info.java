/// Documents: JSON bodies stored once under the SHA-256 of their canonical form.
/// Everything that keeps a body which repeats or grows goes through here; nothing else reads or writes the
/// table.
@NullMarked
package dev.waymark.document;

import org.jspecify.annotations.NullMarked;
