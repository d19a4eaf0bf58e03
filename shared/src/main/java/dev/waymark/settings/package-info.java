/// What a tenant sets for itself.
@NullMarked
package dev.waymark.settings;

import org.jspecify.annotations.NullMarked;
