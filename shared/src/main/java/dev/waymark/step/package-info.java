/// Steps: single actions in a command. Records as they are asked for, stored and answered, and their repository.
@NullMarked
package dev.waymark.step;

import org.jspecify.annotations.NullMarked;
