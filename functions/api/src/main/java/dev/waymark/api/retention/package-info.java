/// Operations on retention: what leaves when, and the sweeps that take it out.
@NullMarked
package dev.waymark.api.retention;

import org.jspecify.annotations.NullMarked;
