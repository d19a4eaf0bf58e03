/// What leaves when: policies, and the sweep that takes out what is over, batch by batch, in archives where the policy
/// says so. Depends on archives and the database. Knows neither routes nor schedules: both the operation and the job
/// call it, as a caller of the tenant.
@NullMarked
package dev.waymark.retention;

import org.jspecify.annotations.NullMarked;
