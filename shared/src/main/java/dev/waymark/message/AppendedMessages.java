package dev.waymark.message;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What appending assigned to the messages of a request. With the request it makes the whole
/// answer, so an idempotency
/// key keeps this much and no more.
///
/// @param tag the conversation's, which stands in the ids; see [MessageId]
/// @param position of the first message
/// @param ids of all of them, where they do not follow from that
@Introspected
record AppendedMessages(
        UUID conversationId,
        Instant at,
        long tag,
        int position,
        @Nullable List<UUID> ids) {}
