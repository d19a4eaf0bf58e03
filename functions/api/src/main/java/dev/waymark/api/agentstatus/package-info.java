/// Operations on how agents are doing: heartbeats.
@NullMarked
package dev.waymark.api.agentstatus;

import org.jspecify.annotations.NullMarked;
