/// Metrics: points that agents report, and what these come to by stretches of time. Records as they are asked for,
/// stored and answered, and their repository; figures are made in the database.
@NullMarked
package dev.waymark.metric;

import org.jspecify.annotations.NullMarked;
