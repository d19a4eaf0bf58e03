/// Operations on conversations.
@NullMarked
package dev.waymark.api.conversation;

import org.jspecify.annotations.NullMarked;
