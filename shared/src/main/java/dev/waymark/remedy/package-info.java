/// Remedies: a tenant's runbook, matched with evaluations that are no success. Records as they are asked for, stored
/// and
/// answered, and their repository. Matching itself happens where evaluations are stored.
@NullMarked
package dev.waymark.remedy;

import org.jspecify.annotations.NullMarked;
