package dev.waymark.conversation;

import dev.waymark.contextitem.ContextItem;
import dev.waymark.message.Message;
import io.micronaut.core.annotation.Introspected;
import java.util.List;

/// What an agent needs to go on.
///
/// @param messages the newest, the oldest of them first
/// @param contextItems the most relevant first
@Introspected
public record ConversationState(Conversation conversation, List<Message> messages, List<ContextItem> contextItems) {}
