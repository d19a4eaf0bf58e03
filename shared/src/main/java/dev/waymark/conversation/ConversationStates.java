package dev.waymark.conversation;

import dev.waymark.contextitem.ContextItem;
import dev.waymark.message.Message;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageRow;
import dev.waymark.message.MessageWindow;
import dev.waymark.paging.Paging;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/// Loads what an agent needs to go on in a conversation: one statement for all of it.
@Singleton
public final class ConversationStates {
    /// What messages may weigh, and what context items may: together with the core state they
    /// fit in an answer.
    private static final long BUDGET_BYTES = Paging.BUDGET_BYTES / 2;

    private final LoadedRepository rows;
    private final MessageCipher cipher;

    ConversationStates(LoadedRepository rows, MessageCipher cipher) {
        this.rows = rows;
        this.cipher = cipher;
    }

    /// The conversation with its newest messages and its best context items, as many as asked
    /// for at most: the tenant's
    /// `context_window_size` and `context_window_token_limit` hold too.
    ///
    /// @throws dev.waymark.problem.ProblemException 404 when there is no such conversation
    public ConversationState load(String externalId, int messages, int contextItems) {
        List<LoadedRow> loaded = rows.load(externalId, messages, contextItems, BUDGET_BYTES);
        return new ConversationState(
                Conversation.of(loaded.getFirst().conversation()),
                messages(loaded).stream().map(Message::of).toList(),
                loaded.stream()
                        .filter(row -> row.is("context_item"))
                        .map(row -> ContextItem.of(row.contextItem()))
                        .toList());
    }

    private List<MessageRow> messages(List<LoadedRow> loaded) {
        List<MessageRow> live = loaded.stream()
                .filter(row -> row.is("message"))
                .map(row -> row.message(cipher))
                .toList();
        List<MessageRow> sealed = loaded.stream()
                .filter(row -> row.is("segment"))
                .flatMap(row -> row.sealed(cipher).stream())
                .toList();
        return sealed.isEmpty()
                ? live
                : MessageWindow.of(
                        Stream.concat(live.stream(), sealed.stream()).toList(),
                        BUDGET_BYTES,
                        loaded.getFirst().totalTokens());
    }
}
