/// A tenant's settings.
@NullMarked
package dev.waymark.api.settings;

import org.jspecify.annotations.NullMarked;
