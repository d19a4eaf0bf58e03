/// Operations on projects.
@NullMarked
package dev.waymark.api.project;

import org.jspecify.annotations.NullMarked;
