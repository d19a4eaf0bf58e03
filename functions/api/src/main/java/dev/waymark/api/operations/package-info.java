/// Operations on Waymark itself: health, version, the description of its routes.
@NullMarked
package dev.waymark.api.operations;

import org.jspecify.annotations.NullMarked;
