package dev.waymark.message;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;

/// An appended message without what the caller has sent: the answer to a request whose messages
/// are larger than an
/// answer.
@Introspected
public record MessageReceipt(UUID id, UUID conversationId, int position, long version, Instant createdAt) {
    public static MessageReceipt of(Message message) {
        return new MessageReceipt(
                message.id(), message.conversationId(), message.position(), message.version(), message.createdAt());
    }
}
