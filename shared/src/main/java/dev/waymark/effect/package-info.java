/// Effects on the world outside that must happen once. Records as they are asked for, stored and answered, and
/// their repository; who is first and who takes over is the database's to say.
@NullMarked
package dev.waymark.effect;

import org.jspecify.annotations.NullMarked;
