package dev.waymark.message;

import dev.waymark.segment.StoredSegment;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A segment in the database.
///
/// @param livePositions the positions in it that have a live message, where that was asked;
///     separated by commas
@MappedEntity("message_segments")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
record SegmentRow(
        UUID conversationId,
        @Id int firstPosition,
        int lastPosition,
        int contentBytes,
        byte[] digest,
        byte[] body,
        @Nullable String livePositions) {
    OpenSegment open(MessageCipher cipher) {
        return OpenSegment.of(
                cipher,
                conversationId,
                firstPosition,
                lastPosition,
                new StoredSegment(contentBytes, digest, body),
                livePositions);
    }
}
