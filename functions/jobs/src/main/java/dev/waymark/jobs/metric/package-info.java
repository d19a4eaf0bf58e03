/// Rolls old points of metrics up by day.
@NullMarked
package dev.waymark.jobs.metric;

import org.jspecify.annotations.NullMarked;
