/// The operation on insights.
@NullMarked
package dev.waymark.api.insights;

import org.jspecify.annotations.NullMarked;
