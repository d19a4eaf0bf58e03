@NullMarked
package dev.waymark.migrate;

import org.jspecify.annotations.NullMarked;
