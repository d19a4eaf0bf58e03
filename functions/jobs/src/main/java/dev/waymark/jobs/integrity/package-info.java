/// Checks what every tenant has, page by page, and tells the log what is not as it should be.
@NullMarked
package dev.waymark.jobs.integrity;

import org.jspecify.annotations.NullMarked;
