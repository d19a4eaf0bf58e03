/// Operations on the versioned state of agents, and on the schemas that it must fit.
@NullMarked
package dev.waymark.api.state;

import org.jspecify.annotations.NullMarked;
