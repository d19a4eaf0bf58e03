package dev.waymark.message;

import dev.waymark.segment.StoredSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The messages of a segment, for whoever reads segments along with something else.
public final class SealedMessages {
    private SealedMessages() {}

    /// The messages from a position on that are not live.
    ///
    /// @param livePositions separated by commas; null for none
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error when the segment is not
    ///     what was stored
    public static List<MessageRow> of(
            MessageCipher cipher,
            UUID conversation,
            int first,
            int last,
            StoredSegment stored,
            @Nullable String livePositions,
            int from) {
        OpenSegment segment = OpenSegment.of(cipher, conversation, first, last, stored, livePositions);
        List<MessageRow> messages = new ArrayList<>();
        for (int position = Math.max(first, from); position <= last; position++) {
            if (segment.has(position)) {
                messages.add(segment.at(position));
            }
        }
        return messages;
    }
}
