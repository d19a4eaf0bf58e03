package dev.waymark.message;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Looks for words in segments whose signatures do not rule them out.
@Singleton
public final class SegmentSearch {
    /// How many segments are unpacked at a time.
    private static final int SEGMENTS_A_TIME = 8;

    private final MessageRepository messages;
    private final SegmentRepository segments;
    private final MessageCipher cipher;

    SegmentSearch(MessageRepository messages, SegmentRepository segments, MessageCipher cipher) {
        this.messages = messages;
        this.segments = segments;
        this.cipher = cipher;
    }

    /// Whether the query finds a message that is sealed in one of these segments.
    ///
    /// @param first the first positions of the segments, the likeliest first
    public boolean finds(UUID conversation, List<String> first, String query) {
        for (int from = 0; from < first.size(); from += SEGMENTS_A_TIME) {
            List<String> some = first.subList(from, Math.min(from + SEGMENTS_A_TIME, first.size()));
            List<MessageRow> sealed = new ArrayList<>();
            for (SegmentRow row : segments.having(conversation, "{" + String.join(",", some) + "}")) {
                OpenSegment segment = row.open(cipher);
                for (int position = segment.first(); position <= segment.last(); position++) {
                    if (segment.has(position)) {
                        sealed.add(segment.at(position));
                    }
                }
            }
            if (!messages.judged(query, SaidMessages.json(sealed)).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
