/// Context snapshots: what a model was told, kept as a document, and how it was built. Records as
/// they are asked for, stored and answered, and their repository.
@NullMarked
package dev.waymark.contextsnapshot;

import org.jspecify.annotations.NullMarked;
