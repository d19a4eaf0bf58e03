package dev.waymark.message;

import dev.waymark.body.Page;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads messages, wherever they are kept: the one way from what is stored to what is shown.
@Singleton
public final class MessagePages {
    private static final long FORWARD = 0;
    private static final long BACKWARD = 1;

    private final MessageRepository messages;
    private final MessageVersionRepository versions;

    MessagePages(MessageRepository messages, MessageVersionRepository versions) {
        this.messages = messages;
        this.versions = versions;
    }

    /// The message of this id.
    public Optional<Message> find(UUID id) {
        return messages.findById(id).map(Message::of);
    }

    /// The messages from one position to another, both inclusive, however many those are: for
    /// whoever has as many in hand to
    /// compare them with.
    public List<MessageRow> between(String externalId, int from, int to) {
        return messages.forward(externalId, from - 1L, to + 1L, null, null, null, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /// What a message said and says, the newest version first.
    ///
    /// @throws ProblemException 404 when there is no such message
    public Page<MessageVersion> versions(UUID id, int limit, @Nullable String cursor) {
        Cursor.Place before = Cursor.place(cursor, new Cursor.Place(Long.MAX_VALUE, 0));
        List<MessageVersionRow> rows = versions.page(id, before.first(), limit + 1, Paging.BUDGET_BYTES);
        if (rows.isEmpty() && find(id).isEmpty()) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such message");
        }
        return Paging.page(
                rows,
                limit,
                MessageVersionRow::sizeBytes,
                row -> new Cursor.Place(row.versionNumber(), 0).text(),
                MessageVersion::of);
    }

    /// A page of the messages between two positions, both exclusive, each oldest first. It
    /// begins after `after`, and
    /// its
    /// cursor goes on from its end; with `before` alone it ends there, and its cursor goes back
    /// from its beginning.
    ///
    /// @param after null for the beginning
    /// @param before null for the end
    /// @throws ProblemException 404 when there is no such conversation
    public Page<Message> page(
            String externalId,
            @Nullable Long after,
            @Nullable Long before,
            MessageFilter filter,
            int limit,
            @Nullable String cursor) {
        boolean backward = after == null && before != null;
        long from = after == null ? 0 : after;
        long to = before == null ? Long.MAX_VALUE : before;
        Cursor.Place place =
                Cursor.place(cursor, new Cursor.Place(backward ? to : from, backward ? BACKWARD : FORWARD));
        if (place.second() == BACKWARD) {
            return backward(externalId, from, Math.min(to, place.first()), filter, limit);
        }
        return forward(externalId, Math.max(from, place.first()), to, filter, limit);
    }

    private Page<Message> forward(String externalId, long after, long before, MessageFilter filter, int limit) {
        List<MessageRow> rows = messages.forward(
                externalId,
                after,
                before,
                filter.role(),
                filter.messageType(),
                filter.session(),
                limit + 1,
                Paging.BUDGET_BYTES);
        return Paging.page(
                rows,
                limit,
                MessageRow::sizeBytes,
                row -> new Cursor.Place(row.position(), FORWARD).text(),
                Message::of);
    }

    private Page<Message> backward(String externalId, long after, long before, MessageFilter filter, int limit) {
        List<MessageRow> rows = messages.backward(
                externalId,
                after,
                before,
                filter.role(),
                filter.messageType(),
                filter.session(),
                limit + 1,
                Paging.BUDGET_BYTES);
        Page<Message> newestFirst = Paging.page(
                rows,
                limit,
                MessageRow::sizeBytes,
                row -> new Cursor.Place(row.position(), BACKWARD).text(),
                Message::of);
        return new Page<>(newestFirst.items().reversed(), newestFirst.nextCursor());
    }
}
