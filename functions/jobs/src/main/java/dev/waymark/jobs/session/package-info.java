/// Abandons sessions of conversations that nobody goes on with.
@NullMarked
package dev.waymark.jobs.session;

import org.jspecify.annotations.NullMarked;
