package dev.waymark.message;

import dev.waymark.caller.Call;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.json.JsonOutput;
import dev.waymark.segment.StoredSegment;
import dev.waymark.segment.WordSignature;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Blanks what an end user has said among sealed messages: each segment with something of the user
/// is made anew, in one transaction. The messages keep their places, their times and their figures.
@Singleton
public final class MessageErasure {
    private static final byte[] NOTHING = "{\"text\":\"\",\"type\":\"text\"}".getBytes(StandardCharsets.UTF_8);
    private static final String REASON = "erased";

    private final SegmentRepository segments;
    private final MessageCipher cipher;

    MessageErasure(SegmentRepository segments, MessageCipher cipher) {
        this.segments = segments;
        this.cipher = cipher;
    }

    /// Looks at the first segment with a message after this position.
    ///
    /// @param erasure the user's, which is under way
    /// @return the position that was looked through to; the same as before when there is no segment
    ///     any more
    public int eraseAfter(UUID erasure, UUID conversation, int position, String userId, Instant at) {
        while (true) {
            List<SegmentRow> found = segments.after(conversation, position);
            if (found.isEmpty()) {
                return position;
            }
            OpenSegment segment = found.getFirst().open(cipher);
            if (erase(erasure, conversation, segment, userId, at)) {
                return segment.last();
            }
        }
    }

    /// False when the segment is another one by now.
    private boolean erase(UUID erasure, UUID conversation, OpenSegment segment, String userId, Instant at) {
        List<MessageRow> rows = new ArrayList<>();
        List<MessageRow> blanked = new ArrayList<>();
        for (int position = segment.first(); position <= segment.last(); position++) {
            MessageRow row = segment.at(position);
            boolean isTheirs = userId.equals(row.senderUserId());
            rows.add(isTheirs ? blank(row, at) : row);
            if (isTheirs) {
                blanked.add(row);
            }
        }
        if (blanked.isEmpty()) {
            return true;
        }
        byte[] sheet = MessageSheet.written(segments.tag(conversation), rows);
        FieldWriter fields = cipher.writer();
        StoredSegment stored = MessageCipher.written(
                fields, conversation, segment.first(), StoredSegment.of(conversation, segment.first(), sheet));
        LexemesRow words = segments.lexemes(SaidMessages.json(fields.encrypts() ? List.of() : rows));
        return segments.erase(
                erasure,
                conversation,
                made(segment, blanked, stored, words.language()),
                stored.digest(),
                stored.body(),
                WordSignature.of(words.list()),
                at);
    }

    private static String made(OpenSegment from, List<MessageRow> blanked, StoredSegment stored, String language) {
        // what the segment says of a live message is what it said before it was edited
        long counted = blanked.stream().filter(row -> from.has(row.position())).count();
        return "{\"first_position\":%d,\"made_of\":\"%s\",\"content_bytes\":%d,\"language\":\"%s\",\"counted\":%d,\"ids\":%s,\"positions\":%s}"
                .formatted(
                        from.first(),
                        from.digest(),
                        stored.contentBytes(),
                        language,
                        counted,
                        SaidMessages.list(
                                blanked, row -> new JsonOutput().string(row.id().toString())),
                        SaidMessages.list(blanked, row -> new JsonOutput().number(row.position())));
    }

    private static MessageRow blank(MessageRow row, Instant at) {
        String actor = Objects.requireNonNull(Call.current(), "somebody erases")
                .caller()
                .actor();
        return new MessageRow(
                row.id(),
                row.conversationId(),
                row.position(),
                row.sessionId(),
                row.parentMessageId(),
                null,
                null,
                row.senderAgentId(),
                row.role(),
                row.messageType(),
                NOTHING,
                null,
                row.schemaVersion(),
                null,
                row.stateSnapshotId(),
                null,
                null,
                null,
                row.promptTokens(),
                row.completionTokens(),
                row.totalTokens(),
                row.costUsd(),
                row.latencyMs(),
                row.versionNumber() + 1,
                actor,
                REASON,
                row.createdAt(),
                at,
                NOTHING.length);
    }
}
