package dev.waymark.message;

import dev.waymark.database.DatabaseProblems;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.json.JsonOutput;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes rows again of sealed messages, for what is about to change them. Nobody notices that
/// either: a row says the same as the segment did, and whatever then goes wrong leaves a row that
/// is sealed again later.
@Singleton
public final class MessageRevival {
    /// How often a message may be sealed again under whoever wants it live.
    private static final int ATTEMPTS = 5;

    private final MessageRepository messages;
    private final SegmentRepository segments;
    private final MessageCipher cipher;

    MessageRevival(MessageRepository messages, SegmentRepository segments, MessageCipher cipher) {
        this.messages = messages;
        this.segments = segments;
        this.cipher = cipher;
    }

    /// Does what needs a live message; where it finds none, the message is made live if it is a
    /// sealed one, and the work done again.
    ///
    /// @throws ProblemException what the work throws; 404 not-found when there is no such message
    ///     at all
    public <T> T withLive(UUID message, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !isNotFound(e) || !revive(message)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isNotFound(RuntimeException failure) {
        SQLException error = DatabaseProblems.in(failure);
        ProblemException problem = error == null ? null : DatabaseProblems.of(error);
        return problem != null && problem.type() == ProblemType.NOT_FOUND;
    }

    /// Makes the messages at these positions live.
    public void revive(UUID conversation, Collection<Integer> positions) {
        if (positions.isEmpty()) {
            return;
        }
        String asked = positions.toString().replace('[', '{').replace(']', '}');
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<OpenSegment> open = open(segments.having(conversation, asked));
            List<MessageRow> rows = new ArrayList<>();
            for (OpenSegment segment : open) {
                positions.stream().filter(segment::has).map(segment::at).forEach(rows::add);
            }
            if (rows.isEmpty() || store(conversation, rows, open, false)) {
                return;
            }
        }
    }

    /// Makes every message live that is sealed together with one from this position on, so that
    /// nothing is sealed there any more.
    public void unseal(UUID conversation, int from) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<OpenSegment> open = open(segments.from(conversation, from));
            List<MessageRow> rows = new ArrayList<>();
            for (OpenSegment segment : open) {
                for (int position = segment.first(); position <= segment.last(); position++) {
                    rows.add(segment.at(position));
                }
            }
            if (rows.isEmpty() || store(conversation, rows, open, true)) {
                return;
            }
        }
    }

    private boolean revive(UUID message) {
        Optional<StoredMessage> stored = messages.stored(message);
        if (stored.isEmpty() || !stored.get().isSegment()) {
            // live by now, or nowhere
            return stored.isPresent();
        }
        @Nullable OpenSegment segment = stored.get().open(cipher);
        if (segment == null) {
            return false;
        }
        Optional<MessageRow> row = segment.find(message);
        row.ifPresent(found -> store(found.conversationId(), List.of(found), List.of(segment), false));
        return row.isPresent();
    }

    private List<OpenSegment> open(List<SegmentRow> rows) {
        return rows.stream().map(row -> row.open(cipher)).toList();
    }

    private boolean store(UUID conversation, List<MessageRow> rows, List<OpenSegment> from, boolean whole) {
        FieldWriter fields = cipher.writer();
        return segments.revive(
                conversation, SaidMessages.list(rows, row -> json(row, fields)), SegmentDraft.digests(from), whole);
    }

    private static JsonOutput json(MessageRow row, FieldWriter fields) {
        var output = new JsonOutput().ascii("{\"position\":").number(row.position());
        text(output, "id", row.id());
        text(output, "created_at", row.createdAt());
        text(output, "updated_at", row.updatedAt());
        raw(output, "version_number", row.versionNumber());
        raw(output, "schema_version", row.schemaVersion());
        text(output, "session_id", row.sessionId());
        text(output, "parent_message_id", row.parentMessageId());
        text(output, "sender_agent_id", row.senderAgentId());
        text(output, "state_snapshot_id", row.stateSnapshotId());
        raw(output, "prompt_tokens", row.promptTokens());
        raw(output, "completion_tokens", row.completionTokens());
        raw(output, "total_tokens", row.totalTokens());
        raw(output, "latency_ms", row.latencyMs());
        raw(output, "tool_calls", SegmentFigures.toolCalls(row));
        raw(output, "cost_usd", row.costUsd() == null ? null : row.costUsd().toPlainString());
        text(output, "role", row.role());
        text(output, "content_type", MessageRules.typeOf(StrictJson.read(row.content())));
        text(output, "message_type", row.messageType());
        text(output, "channel", row.channel());
        text(output, "sender_user_id", row.senderUserId());
        // an array of PostgreSQL's, which json_to_recordset() takes as JSON too
        raw(output, "memory_refs", row.memoryRefs());
        text(output, "changed_by", row.changedBy());
        text(output, "change_reason", row.changeReason());
        String content = new String(row.content(), StandardCharsets.UTF_8);
        text(output, "content", fields.text(MessageCipher.content(row.id()), content));
        byte[] said = row.tools();
        String tools = said == null ? null : new String(said, StandardCharsets.UTF_8);
        text(output, "tools", fields.textOrNull(MessageCipher.tools(row.id()), tools));
        raw(output, "metadata", row.metadata());
        raw(output, "context", row.context());
        raw(output, "audit", row.audit());
        return output.ascii('}');
    }

    private static void text(JsonOutput output, String name, @Nullable Object value) {
        if (value != null) {
            output.ascii(",\"").ascii(name).ascii("\":").string(value.toString());
        }
    }

    private static void raw(JsonOutput output, String name, @Nullable Object json) {
        if (json != null) {
            output.ascii(",\"").ascii(name).ascii("\":").raw(json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
