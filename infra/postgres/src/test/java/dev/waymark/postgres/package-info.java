@NullMarked
package dev.waymark.postgres;

import org.jspecify.annotations.NullMarked;
