/// Operations on agents: registering, finding, reading and deleting them.
@NullMarked
package dev.waymark.api.agent;

import org.jspecify.annotations.NullMarked;
