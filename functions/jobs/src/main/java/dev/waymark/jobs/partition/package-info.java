/// Makes the partitions of partitioned tables before anything needs them, and drops them once nothing
/// is in them.
@NullMarked
package dev.waymark.jobs.partition;

import org.jspecify.annotations.NullMarked;
