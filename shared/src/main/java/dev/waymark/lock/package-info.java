/// Leases that agents coordinate by. Records as they are asked for, stored and answered, and their repository; who is
/// first and who takes over is the database's to say.
@NullMarked
package dev.waymark.lock;

import org.jspecify.annotations.NullMarked;
