/// Operations on effects that must happen once: claiming and completing them.
@NullMarked
package dev.waymark.api.effect;

import org.jspecify.annotations.NullMarked;
