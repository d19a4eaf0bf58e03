package dev.waymark.integrity;

import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageRow;
import dev.waymark.message.SealedMessages;
import dev.waymark.segment.StoredSegment;
import io.micronaut.core.annotation.Introspected;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A segment of messages.
///
/// @param livePositions of messages in it that are live again, with commas between them
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
record SegmentToCheck(
        UUID conversationId,
        int firstPosition,
        int lastPosition,
        int contentBytes,
        byte[] digest,
        byte[] body,
        @Nullable String livePositions) {

    /// Its messages, but for those that are live.
    ///
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error when it is not what was
    ///     stored
    List<MessageRow> messages(MessageCipher cipher) {
        return SealedMessages.of(
                cipher,
                conversationId,
                firstPosition,
                lastPosition,
                new StoredSegment(contentBytes, digest, body),
                livePositions,
                firstPosition);
    }
}
