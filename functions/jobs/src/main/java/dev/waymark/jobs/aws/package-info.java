/// The entry adapter of jobs: how an event of EventBridge Scheduler reaches one.
@NullMarked
package dev.waymark.jobs.aws;

import org.jspecify.annotations.NullMarked;
