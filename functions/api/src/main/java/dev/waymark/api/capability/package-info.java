/// Operations on capabilities of agents.
@NullMarked
package dev.waymark.api.capability;

import org.jspecify.annotations.NullMarked;
