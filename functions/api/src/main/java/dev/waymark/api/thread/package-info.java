/// Operations on threads.
@NullMarked
package dev.waymark.api.thread;

import org.jspecify.annotations.NullMarked;
