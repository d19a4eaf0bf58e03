/// State: what an agent goes on from, by thread, in four partitions and in versions; what led from version to version;
/// and the schemas that partitions must fit. Records as they are asked for, stored and answered, and their repository.
@NullMarked
package dev.waymark.state;

import org.jspecify.annotations.NullMarked;
