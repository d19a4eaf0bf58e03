/// Operations on messages.
@NullMarked
package dev.waymark.api.message;

import org.jspecify.annotations.NullMarked;
