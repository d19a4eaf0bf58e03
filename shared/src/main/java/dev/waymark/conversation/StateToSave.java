package dev.waymark.conversation;

import dev.waymark.contextitem.SavedContextItem;
import dev.waymark.message.SavedMessage;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole state as it is saved, of the shape in which one is loaded. A part that is absent is
/// left as it is stored.
///
/// @param conversation the members that it names change
/// @param messages all messages, or those from the first one's `position` on
/// @param contextItems those that are new or have changed, and any others; what is not among
///     them stays
@Introspected
public record StateToSave(
        @Nullable SavedConversation conversation,
        @Nullable @Size(max = 50_000) List<SavedMessage> messages,
        @Nullable @Size(max = 5_000) List<SavedContextItem> contextItems) {}
