/// Operations on steps.
@NullMarked
package dev.waymark.api.step;

import org.jspecify.annotations.NullMarked;
