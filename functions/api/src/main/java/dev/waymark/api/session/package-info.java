/// Operations on sessions.
@NullMarked
package dev.waymark.api.session;

import org.jspecify.annotations.NullMarked;
