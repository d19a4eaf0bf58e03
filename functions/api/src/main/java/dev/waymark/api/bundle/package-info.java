/// Operations on bundles.
@NullMarked
package dev.waymark.api.bundle;

import org.jspecify.annotations.NullMarked;
