/// Rollbacks: steps of a project that were made inactive, and the way back to before them. Records as they are
/// asked for, stored and answered, and their repository.
@NullMarked
package dev.waymark.rollback;

import org.jspecify.annotations.NullMarked;
