/// Operations on evaluations.
@NullMarked
package dev.waymark.api.evaluation;

import org.jspecify.annotations.NullMarked;
