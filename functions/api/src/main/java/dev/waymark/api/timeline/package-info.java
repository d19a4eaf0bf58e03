/// Operations on timelines.
@NullMarked
package dev.waymark.api.timeline;

import org.jspecify.annotations.NullMarked;
