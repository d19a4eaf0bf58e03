/// Operations on metrics.
@NullMarked
package dev.waymark.api.metric;

import org.jspecify.annotations.NullMarked;
