/// Conversations: the core state of an agent in each, and what its messages hang below. Records
/// as they are asked for,
/// stored and answered, and their repository.
@NullMarked
package dev.waymark.conversation;

import org.jspecify.annotations.NullMarked;
