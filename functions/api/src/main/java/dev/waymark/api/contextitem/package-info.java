/// Operations on context items.
@NullMarked
package dev.waymark.api.contextitem;

import org.jspecify.annotations.NullMarked;
