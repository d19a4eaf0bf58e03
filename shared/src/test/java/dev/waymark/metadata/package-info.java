@NullMarked
package dev.waymark.metadata;

import org.jspecify.annotations.NullMarked;
