/// How agents are doing: heartbeats as they are sent, stored and answered, and their repository.
@NullMarked
package dev.waymark.agentstatus;

import org.jspecify.annotations.NullMarked;
