/// Snapshots: what a system looked like, by section, each section a document. Records and their repository.
@NullMarked
package dev.waymark.snapshot;

import org.jspecify.annotations.NullMarked;
