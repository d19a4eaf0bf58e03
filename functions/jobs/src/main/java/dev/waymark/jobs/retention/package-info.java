/// Takes out what retention says is over.
@NullMarked
package dev.waymark.jobs.retention;

import org.jspecify.annotations.NullMarked;
