/// Operations on the locks that agents coordinate by.
@NullMarked
package dev.waymark.api.lock;

import org.jspecify.annotations.NullMarked;
