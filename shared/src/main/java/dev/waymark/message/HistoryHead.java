package dev.waymark.message;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of all messages of a conversation without reading one.
///
/// @param messagesDigest over all of them, hex; null while there is none, and where an edit has
///     made it unknown
@MappedEntity("conversation_heads")
public record HistoryHead(
        @Id UUID id, int messageCount, @Nullable String messagesDigest) {}
