package dev.waymark.message;

import dev.waymark.encryption.FieldWriter;
import dev.waymark.json.Digest;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The messages of a state that is saved, and how they differ from those that are stored.
///
/// They are compared by position. What is stored up to where they begin is taken for granted. A
/// message that says something
/// else in the same role has been changed; one in another role, or none where one is stored,
/// means that this is not what
/// the stored messages go on with.
public final class History {
    private final int start;
    private final List<NewMessage> messages;
    private final List<Digest> digests;
    private final FieldWriter fields;

    /// @param fields how messages are written
    /// @throws ProblemException 422 where positions do not count up by one
    public History(FieldWriter fields, List<SavedMessage> given) {
        this.fields = fields;
        Integer first = given.isEmpty() ? null : given.getFirst().position();
        this.start = first == null ? 1 : first;
        this.messages = given.stream().map(SavedMessage::message).toList();
        for (int i = 0; i < given.size(); i++) {
            Integer position = given.get(i).position();
            if (position != null && position != start + i) {
                throw ProblemException.invalid(FieldError.at(
                        "/messages/" + i + "/position", "order", "must count up by one from the first message's"));
            }
        }
        MessageRules.check("/messages", messages);
        this.digests = messages.stream()
                .map(message -> fields.digest(Saying.of(message).digest()))
                .toList();
    }

    /// The position of the first message that is given.
    public int start() {
        return start;
    }

    /// How many of the stored messages have to be read before [#changes] can be told; 0 where
    /// the digest of all of them
    /// says enough.
    ///
    /// @throws ProblemException 409 where something is missing between what is stored and what
    ///     is given, or at the end,
    ///     unless `truncate`
    public int comparable(@Nullable HistoryHead head, boolean truncate) {
        int count = head == null ? 0 : head.messageCount();
        if (start > count + 1) {
            throw differs(count + 1, count, "messages are missing before the first one");
        }
        int end = start + messages.size() - 1;
        if (end < count && !truncate) {
            throw differs(end + 1, count, "there are more messages stored than are given");
        }
        boolean known = start == 1
                && end >= count
                && head != null
                && head.messagesDigest() != null
                && head.messagesDigest().equals(digest(count));
        return known || count == 0 ? 0 : Math.min(end, count) - start + 1;
    }

    /// What saving takes.
    ///
    /// @param stored the comparable messages, from where this history begins
    /// @throws ProblemException 409 where this does not go on from what is stored, unless
    ///     `truncate`
    public HistoryChanges changes(@Nullable HistoryHead head, List<MessageRow> stored, boolean truncate) {
        int count = head == null ? 0 : head.messageCount();
        int unchanged = comparable(head, truncate) == 0 ? Math.min(count - start + 1, messages.size()) : 0;
        int compared = unchanged;
        List<Map<String, @Nullable Object>> changed = new ArrayList<>();
        for (MessageRow row : stored) {
            NewMessage message = messages.get(compared);
            if (!row.role().equals(Saying.of(message).role())) {
                break;
            }
            if (fields.digest(Saying.of(row).digest()).equals(digests.get(compared))) {
                unchanged++;
            } else {
                changed.add(revision(row, message, digests.get(compared)));
            }
            compared++;
        }
        int next = start + compared;
        if (next <= count && !truncate) {
            throw differs(next, count, "another role speaks there");
        }
        return new HistoryChanges(
                unchanged + start - 1,
                next <= count ? next : null,
                Math.max(count - next + 1, 0),
                changed,
                compared,
                messages.subList(compared, messages.size()),
                start == 1 ? digest(messages.size()) : null);
    }

    /// Over the first messages of the conversation, as `digest_of_messages()` makes it.
    private @Nullable String digest(int count) {
        byte[] digest = new byte[0];
        for (Digest each : digests.subList(0, count)) {
            MessageDigest sha256 = Digest.sha256();
            sha256.update(digest);
            digest = sha256.digest(each.bytes());
        }
        return count == 0 ? null : new Digest(digest).hex();
    }

    private Map<String, @Nullable Object> revision(MessageRow row, NewMessage message, Digest digest) {
        var revision = new LinkedHashMap<String, @Nullable Object>();
        Saying saying = Saying.of(message);
        revision.put("position", row.position());
        revision.put("content", fields.text(MessageCipher.content(row.id()), saying.contentText()));
        revision.put("content_type", Objects.requireNonNull(MessageRules.typeOf(message.content()), "checked before"));
        revision.put("tools", fields.textOrNull(MessageCipher.tools(row.id()), saying.toolsText()));
        revision.put("tool_calls", message.tools() == null ? 0 : message.tools().size());
        revision.put("message_type", message.messageType());
        revision.put("metadata", message.metadata());
        revision.put("context", message.context());
        revision.put("change_reason", "saved with the state");
        revision.put("digest", digest.hex());
        return revision;
    }

    private static ProblemException differs(int position, int count, String why) {
        return ProblemException.of(
                        ProblemType.HISTORY_DIFFERS,
                        "the messages differ from those stored at position %d: %s".formatted(position, why))
                .with("position", position)
                .with("message_count", count);
    }
}
