/// Operations on the audit trail.
@NullMarked
package dev.waymark.api.audit;

import org.jspecify.annotations.NullMarked;
