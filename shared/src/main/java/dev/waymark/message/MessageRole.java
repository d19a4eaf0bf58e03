package dev.waymark.message;

/// Who says a message.
public enum MessageRole {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL
}
