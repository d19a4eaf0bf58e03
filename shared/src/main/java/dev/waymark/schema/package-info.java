/// What the database knows of its own schema.
/// May depend on any entity, because a repository has to name one.
/// Nothing but operations depends on this package, so that packages have no cycles.
@NullMarked
package dev.waymark.schema;

import org.jspecify.annotations.NullMarked;
