/// Operations on remedies.
@NullMarked
package dev.waymark.api.remedy;

import org.jspecify.annotations.NullMarked;
