/// Operations on approvals: deciding, the inbox, and what was decided about a step.
@NullMarked
package dev.waymark.api.approval;

import org.jspecify.annotations.NullMarked;
