/// Sessions: sittings within a conversation, what was counted in each and what it was
/// interrupted in. Records as they are
/// asked for, stored and answered, and their repository.
@NullMarked
package dev.waymark.session;

import org.jspecify.annotations.NullMarked;
