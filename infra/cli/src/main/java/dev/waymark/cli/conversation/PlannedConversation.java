package dev.waymark.cli.conversation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A conversation as it shall stand in Waymark.
///
/// @param externalId follows from what is said in it, so that the same conversation has the
///     same wherever its file lies
/// @param body of the conversation itself
/// @param messages in order
public record PlannedConversation(String externalId, ObjectNode body, List<ObjectNode> messages) {}
