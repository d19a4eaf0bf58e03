package dev.waymark.integrity;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageRow;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateText;
import dev.waymark.piece.StoredPack;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

/// What the database keeps packed and cannot look into: unpacked here, and compared with its
/// digest.
@Singleton
final class PackedRows {
    private static final int SEGMENTS_A_TIME = 16;

    private final IntegrityRepository rows;
    private final MessageCipher cipher;

    PackedRows(IntegrityRepository rows, MessageCipher cipher) {
        this.rows = rows;
        this.cipher = cipher;
    }

    /// What is wrong with what is packed in this row; nothing for a row that packs nothing.
    List<Finding> findings(IntegrityCheck check, CheckedRow row) {
        return switch (check) {
            case PACKS -> pack(row);
            case PACKED_DOCUMENTS ->
                rows.packedDocument(row.key().getFirst())
                        .map(document -> digest(check, row, document.digest(), () -> canonical(document.read())))
                        .orElse(List.of());
            case STATE_CHECKPOINTS ->
                rows.checkpoint(id(row))
                        .map(state -> digest(check, row, state.digest(), () -> stateDigest(state.read())))
                        .orElse(List.of());
            case MESSAGE_SEGMENTS -> segment(row);
            case CONVERSATION_SESSIONS ->
                rows.session(id(row)).map(session -> session(row, session)).orElse(List.of());
            default -> List.of();
        };
    }

    private List<Finding> pack(CheckedRow row) {
        byte[] frames = rows.pack("{" + row.id() + "}").frames();
        return frames == null
                ? List.of()
                : digest(IntegrityCheck.PACKS, row, row.id(), () -> {
                    new Shelf().open(StoredPack.read(frames));
                    return row.id();
                });
    }

    private List<Finding> segment(CheckedRow row) {
        int first = Integer.parseInt(row.key().getLast());
        return rows.segments(id(row), first, 1).stream()
                .filter(segment -> segment.firstPosition() == first)
                .map(segment -> digest(IntegrityCheck.MESSAGE_SEGMENTS, row, "", () -> {
                    segment.messages(cipher);
                    return "";
                }))
                .findFirst()
                .orElse(List.of());
    }

    /// A segment that cannot be read is told of where segments are looked at; its sessions are
    /// not counted.
    private List<Finding> session(CheckedRow row, SessionToCheck session) {
        long messages = session.liveMessages();
        long tokens = session.liveTokens();
        long toolCalls = session.liveToolCalls();
        List<SegmentToCheck> segments;
        int from = 0;
        do {
            segments = rows.segments(session.conversationId(), from, SEGMENTS_A_TIME);
            for (SegmentToCheck segment : segments) {
                from = segment.firstPosition() + 1;
                List<MessageRow> sealed;
                try {
                    sealed = segment.messages(cipher);
                } catch (RuntimeException unreadable) {
                    return List.of();
                }
                for (MessageRow message : sealed) {
                    if (Objects.equals(message.sessionId(), id(row))) {
                        Long some = message.totalTokens();
                        messages++;
                        tokens += some == null ? 0 : some;
                        toolCalls += SealedCalls.of(message);
                    }
                }
            }
        } while (segments.size() == SEGMENTS_A_TIME);
        List<Finding> findings = new ArrayList<>();
        counter(findings, row, "message_count", session.messageCount(), messages);
        counter(findings, row, "total_tokens_used", session.totalTokensUsed(), tokens);
        counter(findings, row, "tool_calls_count", session.toolCallsCount(), toolCalls);
        return findings;
    }

    private static void counter(List<Finding> to, CheckedRow row, String column, long stored, long counted) {
        if (stored != counted) {
            to.add(new Finding(
                    IntegrityCheck.CONVERSATION_SESSIONS.text(),
                    row.id(),
                    "counter",
                    column,
                    Long.toString(stored),
                    Long.toString(counted)));
        }
    }

    private static String canonical(StateText document) {
        return Digest.of(CanonicalJson.write(document.whole().node())).hex();
    }

    /// Reads the whole state, too: a layout that names other pieces than JSON is made of is
    /// damage.
    private static String stateDigest(StateText state) {
        state.whole().node();
        return state.digest().hex();
    }

    /// Whatever is wrong with bytes makes reading them fail in some way.
    private static List<Finding> digest(
            IntegrityCheck check, CheckedRow row, String expected, Supplier<String> computed) {
        String found;
        try {
            found = computed.get();
        } catch (RuntimeException unreadable) {
            found = String.valueOf(unreadable.getMessage());
        }
        return found.equals(expected)
                ? List.of()
                : List.of(new Finding(
                        check.text(), row.id(), "digest", "body", found, expected.isEmpty() ? null : expected));
    }

    private static UUID id(CheckedRow row) {
        return UUID.fromString(row.key().getFirst());
    }
}
