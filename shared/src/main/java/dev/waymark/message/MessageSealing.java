package dev.waymark.message;

import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.segment.SheetReader;
import dev.waymark.segment.StoredSegment;
import dev.waymark.segment.WordSignature;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Seals old messages, in one transaction for each segment: the segment is there and the rows are
/// gone, or neither. Whatever happens to a message while its segment is made makes the segment
/// void. So it may die anywhere, and two may run at once.
@Singleton
public final class MessageSealing {
    /// How many of the newest messages stay live while a conversation goes on: as many as are mostly
    /// asked for, so that these are read without opening a segment.
    static final int KEPT_LIVE = 64;

    private static final int ROWS_A_TIME = 1_024;
    private static final long BYTES_A_TIME = 8L * 1024 * 1024;

    /// Who acts: no key, but the system itself, for one tenant.
    private static final UUID SYSTEM = new UUID(0, 0);

    private final SegmentRepository segments;
    private final MessageCipher cipher;

    MessageSealing(SegmentRepository segments, MessageCipher cipher) {
        this.segments = segments;
        this.cipher = cipher;
    }

    /// So many conversations that may have messages to be sealed, whosever they are. Nobody else
    /// gets them for ten minutes.
    public List<ConversationToSeal> claim(int count) {
        return segments.claim(count);
    }

    /// Seals what is due of a conversation, a thousand messages of it at most.
    ///
    /// @return how many messages were live and are sealed now; 0 once nothing is due any more
    public int seal(ConversationToSeal conversation) {
        var caller = new Caller(SYSTEM, conversation.tenantId(), Set.of(), null, null);
        return new Call(caller, null).run(() -> seal(conversation.conversationId()));
    }

    private int seal(UUID conversation) {
        int sealed = 0;
        for (SegmentDraft draft : drafts(conversation)) {
            if (!store(conversation, draft)) {
                return sealed;
            }
            sealed += draft.live().size();
        }
        if (sealed == 0) {
            segments.settle(conversation);
        }
        return sealed;
    }

    private List<SegmentDraft> drafts(UUID conversation) {
        // their versions first: a row that changes before it is read has another one then
        List<DueMessage> due = segments.due(conversation, KEPT_LIVE, ROWS_A_TIME, BYTES_A_TIME);
        if (due.isEmpty()) {
            return List.of();
        }
        String positions = due.stream()
                .map(message -> Integer.toString(message.position()))
                .collect(Collectors.joining(",", "{", "}"));
        List<MessageRow> live = segments.live(conversation, positions).stream()
                .map(cipher::opened)
                .toList();
        List<OpenSegment> made =
                segments.madeAnew(conversation, positions, SealingPlan.MESSAGES, SealingPlan.BYTES).stream()
                        .map(row -> row.open(cipher))
                        .toList();
        boolean all = due.getFirst().idle() && due.size() < ROWS_A_TIME;
        return new SealingPlan(due, live, all).drafts(made);
    }

    private boolean store(UUID conversation, SegmentDraft draft) {
        byte[] sheet = MessageSheet.written(segments.tag(conversation), draft.rows());
        FieldWriter fields = cipher.writer();
        StoredSegment stored = MessageCipher.written(
                fields, conversation, draft.first(), StoredSegment.of(conversation, draft.first(), sheet));
        LexemesRow words = words(fields, draft.rows());
        return segments.seal(
                conversation,
                draft.made(stored.contentBytes(), words.language()),
                stored.digest(),
                stored.body(),
                WordSignature.of(words.list()));
    }

    /// What is encrypted is not found by its words, so that none of them stands beside it.
    private LexemesRow words(FieldWriter fields, List<MessageRow> rows) {
        return segments.lexemes(SaidMessages.json(fields.encrypts() ? List.of() : rows));
    }

    /// A stored segment as the tenant wants it to be stored now: what `store_encrypted()` takes of it, but for what
    /// tells the row.
    ///
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error when it is not what was stored
    public Map<String, Object> rewritten(UUID conversation, int first, StoredSegment stored) {
        FieldWriter fields = cipher.writer();
        SheetReader sheet = cipher.opened(conversation, first, stored);
        var messages = new MessageSheet(conversation, first, sheet);
        List<MessageRow> rows = new ArrayList<>();
        for (int row = 0; row < sheet.rows(); row++) {
            rows.add(messages.at(first + row));
        }
        byte[] plain = MessageSheet.written(segments.tag(conversation), rows);
        StoredSegment made =
                MessageCipher.written(fields, conversation, first, StoredSegment.of(conversation, first, plain));
        LexemesRow words = words(fields, rows);
        Base64.Encoder base64 = Base64.getEncoder();
        return Map.of(
                "body",
                base64.encodeToString(made.body()),
                "digest",
                base64.encodeToString(made.digest()),
                "signature",
                base64.encodeToString(WordSignature.of(words.list())),
                "language",
                words.language());
    }
}
