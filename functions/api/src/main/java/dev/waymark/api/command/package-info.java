/// Operations on commands.
@NullMarked
package dev.waymark.api.command;

import org.jspecify.annotations.NullMarked;
