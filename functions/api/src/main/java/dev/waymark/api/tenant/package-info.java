/// Operations on tenants.
@NullMarked
package dev.waymark.api.tenant;

import org.jspecify.annotations.NullMarked;
