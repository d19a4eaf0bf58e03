/// Agents: what they are, what they are told, and finding one for a task. Records as they are asked for, stored and
/// answered, and their repository.
@NullMarked
package dev.waymark.agent;

import org.jspecify.annotations.NullMarked;
