/// Makes the partitions of partitioned tables before anything needs them.
@NullMarked
package dev.waymark.jobs.partition;

import org.jspecify.annotations.NullMarked;
