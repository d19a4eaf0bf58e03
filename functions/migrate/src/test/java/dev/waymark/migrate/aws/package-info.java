@NullMarked
package dev.waymark.migrate.aws;

import org.jspecify.annotations.NullMarked;
