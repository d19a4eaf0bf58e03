/// Operations on context snapshots.
@NullMarked
package dev.waymark.api.contextsnapshot;

import org.jspecify.annotations.NullMarked;
