package dev.waymark.conversation;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.Change;
import dev.waymark.contextitem.SavedContextItem;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import dev.waymark.message.History;
import dev.waymark.message.HistoryChanges;
import dev.waymark.message.HistoryHead;
import dev.waymark.message.HistoryHeadRepository;
import dev.waymark.message.MessageAppending;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessagePages;
import dev.waymark.message.MessageRevival;
import dev.waymark.message.MessageRow;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Saves whole states: what is new or changed is written, and nothing else. A history that goes
/// on from the one that is
/// stored takes two statements, however long it is: one reads the digest of all messages, one
/// writes. Only where that
/// digest does not say enough are the stored messages read in between.
@Singleton
public final class StateSaving {
    private static final SavedConversation NOTHING = new SavedConversation(
            Change.absent(),
            Change.absent(),
            Change.absent(),
            Change.absent(),
            Change.absent(),
            Change.absent(),
            Change.absent(),
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    private final HistoryHeadRepository heads;
    private final MessagePages messages;
    private final MessageRevival revival;
    private final MessageCipher cipher;
    private final SavedRepository states;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    StateSaving(
            HistoryHeadRepository heads,
            MessagePages messages,
            MessageRevival revival,
            MessageCipher cipher,
            SavedRepository states,
            BodyWriter writer,
            Ids ids,
            Clock clock) {
        this.heads = heads;
        this.messages = messages;
        this.revival = revival;
        this.cipher = cipher;
        this.states = states;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// What was done, and whether the conversation is new.
    public record Outcome(SavedState state, boolean created) {}

    /// Saves a state; makes the conversation when it is new.
    ///
    /// @param expected the version that the conversation must have; null for any
    /// @param mustExist whether a new conversation is refused
    /// @param truncate whether stored messages go that the given history does not have
    /// @throws ProblemException 404, 409 for a history that does not go on from the stored one,
    ///     412, 422
    public Outcome save(
            String externalId, StateToSave state, @Nullable Long expected, boolean mustExist, boolean truncate) {
        History history = state.messages() == null ? null : new History(cipher.writer(), state.messages());
        HistoryHead head = heads.findByName(externalId).orElse(null);
        if (head == null && mustExist) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such conversation");
        }
        HistoryChanges changes = history == null
                ? HistoryChanges.none(head)
                : history.changes(head, stored(externalId, history, head, truncate), truncate);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (head != null) {
            makeLive(head, changes);
        }
        SavedRow saved = states.save(externalId, body(state, changes, head, now), expected);
        int items = state.contextItems() == null ? 0 : state.contextItems().size();
        return new Outcome(
                new SavedState(
                        Conversation.of(saved.conversation()),
                        new SavedState.Counts(
                                changes.added().size(),
                                changes.changed().size(),
                                changes.unchanged(),
                                changes.removed()),
                        new SavedState.Counts(
                                saved.itemsAdded(),
                                saved.itemsChanged(),
                                items - saved.itemsAdded() - saved.itemsChanged(),
                                0)),
                head == null);
    }

    /// What is about to be changed or to go is no longer sealed then.
    private void makeLive(HistoryHead head, HistoryChanges changes) {
        if (changes.removeFrom() != null) {
            // and the one that is the newest then, which lists show
            revival.unseal(head.id(), changes.removeFrom() - 1);
        }
        revival.revive(head.id(), changes.changedPositions());
    }

    private List<MessageRow> stored(String externalId, History history, @Nullable HistoryHead head, boolean truncate) {
        int comparable = history.comparable(head, truncate);
        return comparable == 0
                ? List.of()
                : messages.between(externalId, history.start(), history.start() + comparable - 1);
    }

    private String body(StateToSave state, HistoryChanges changes, @Nullable HistoryHead head, Instant now) {
        SavedConversation core = state.conversation() == null ? NOTHING : state.conversation();
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("at", now);
        body.put("conversation", ConversationToStore.of(core.change(), ids, writer, now));
        body.put("message_count", head == null ? null : head.messageCount());
        body.put("compared", state.messages() != null);
        body.put("messages_digest", head == null ? null : head.messagesDigest());
        body.put("remove_from", changes.removeFrom());
        body.put("changed", changes.changed());
        body.put("whole_digest", changes.wholeDigest());
        body.put("first", changes.firstAdded());
        if (!changes.added().isEmpty()) {
            body.putAll(new MessageAppending(cipher, writer, now, "/messages", changes.added()).members());
        }
        if (state.contextItems() != null && !state.contextItems().isEmpty()) {
            List<SavedContextItem.ToStore> items =
                    state.contextItems().stream().map(item -> item.toStore(ids)).toList();
            body.put("items", items);
            body.put(
                    "items_digest",
                    Digest.of(writer.write(state.contextItems())).hex());
        }
        return new String(writer.write(body), StandardCharsets.UTF_8);
    }
}
