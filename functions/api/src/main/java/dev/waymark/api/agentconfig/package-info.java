/// Operations on configs of agents.
@NullMarked
package dev.waymark.api.agentconfig;

import org.jspecify.annotations.NullMarked;
