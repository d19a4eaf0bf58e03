/// Tests of judging that need no database.
@NullMarked
package dev.waymark.evaluation;

import org.jspecify.annotations.NullMarked;
