/// The operation that checks whether what is stored is what was stored.
@NullMarked
package dev.waymark.api.integrity;

import org.jspecify.annotations.NullMarked;
