package dev.waymark.message;

import dev.waymark.segment.StoredSegment;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A segment, unpacked.
///
/// @param live which of its positions have a live message, counted from its first: those say
///     nothing any more
/// @param digest what tells it from any other that stands in its place later, hex digits
record OpenSegment(int first, int last, MessageSheet sheet, BitSet live, String digest) {
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error when it is not what was
    ///     stored
    static OpenSegment of(
            MessageCipher cipher,
            UUID conversation,
            int first,
            int last,
            StoredSegment stored,
            @Nullable String livePositions) {
        var live = new BitSet();
        if (livePositions != null) {
            for (String position : livePositions.split(",", -1)) {
                live.set(Integer.parseInt(position) - first);
            }
        }
        var sheet = new MessageSheet(conversation, first, cipher.opened(conversation, first, stored));
        return new OpenSegment(first, last, sheet, live, HexFormat.of().formatHex(stored.digest()));
    }

    /// Whether the segment is what has the message of this position.
    boolean has(int position) {
        return position >= first && position <= last && !live.get(position - first);
    }

    MessageRow at(int position) {
        return sheet.at(position);
    }

    /// The message of this id, if the segment is what has it.
    Optional<MessageRow> find(UUID id) {
        return Optional.ofNullable(sheet.positionOf(id)).filter(this::has).map(sheet::at);
    }
}
