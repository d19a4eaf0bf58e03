/// The job that encrypts anew what is stored.
@NullMarked
package dev.waymark.jobs.encryption;

import org.jspecify.annotations.NullMarked;
