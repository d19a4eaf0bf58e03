/// Tenants: the owners of everything else. Records and their repository.
@NullMarked
package dev.waymark.tenant;

import org.jspecify.annotations.NullMarked;
