/// Bundles as files: Zstandard over lines of JSON, a line at the head that says what it is, and
/// one at the end that proves that it is whole.
@NullMarked
package dev.waymark.cli.bundle;

import org.jspecify.annotations.NullMarked;
