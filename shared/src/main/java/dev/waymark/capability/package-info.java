/// Capabilities of agents, several versions side by side. Records as they are asked for, stored and answered, and
/// their repository.
@NullMarked
package dev.waymark.capability;

import org.jspecify.annotations.NullMarked;
