/// Memories of agents: records as they are asked for, stored and answered, their repository, and
/// the search that
/// ranks them. Depends on bodies, JSON, paging and the database. Knows no HTTP.
@NullMarked
package dev.waymark.memory;

import org.jspecify.annotations.NullMarked;
