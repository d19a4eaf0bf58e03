/// Finishes erasures that somebody began and nobody finished.
@NullMarked
package dev.waymark.jobs.erasure;

import org.jspecify.annotations.NullMarked;
