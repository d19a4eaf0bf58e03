/// What runs on a schedule: the frame of a job, and a package below for each. A job knows neither Lambda nor the
/// schedule; the entry adapter in `aws` depends on this, and nothing depends on the adapter.
@NullMarked
package dev.waymark.jobs;

import org.jspecify.annotations.NullMarked;
