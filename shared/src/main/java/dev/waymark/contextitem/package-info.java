/// Context items: what an agent has at hand in a conversation beside its messages. Records as
/// they are asked for, stored
/// and answered, and their repository.
@NullMarked
package dev.waymark.contextitem;

import org.jspecify.annotations.NullMarked;
