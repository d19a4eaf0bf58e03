/// Configs of agents: one typed value per key. Records as they are asked for, stored and answered, and their
/// repository; that a value fits its type is said here and by the database.
@NullMarked
package dev.waymark.agentconfig;

import org.jspecify.annotations.NullMarked;
