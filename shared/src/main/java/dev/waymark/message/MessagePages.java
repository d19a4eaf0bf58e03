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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads messages, wherever they are kept: the one way from what is stored to what is shown.
@Singleton
public final class MessagePages {
    private static final long FORWARD = 0;
    private static final long BACKWARD = 1;

    private final MessageRepository messages;
    private final MessageVersionRepository versions;
    private final MessageCipher cipher;

    MessagePages(MessageRepository messages, MessageVersionRepository versions, MessageCipher cipher) {
        this.messages = messages;
        this.versions = versions;
        this.cipher = cipher;
    }

    /// The message of this id.
    public Optional<Message> find(UUID id) {
        return messages.stored(id).flatMap(stored -> row(stored, id)).map(Message::of);
    }

    private Optional<MessageRow> row(StoredMessage stored, UUID id) {
        if (!stored.isSegment()) {
            return Optional.of(stored.live(cipher));
        }
        return Optional.ofNullable(stored.open(cipher)).flatMap(segment -> segment.find(id));
    }

    /// The messages from one position to another, both inclusive, however many those are: for
    /// whoever has as many in hand to compare them with.
    public List<MessageRow> between(String externalId, int from, int to) {
        return new MessageWalk(
                        messages,
                        cipher,
                        externalId,
                        MessageFilter.ALL,
                        true,
                        from - 1L,
                        to + 1L,
                        to - from + 1,
                        Long.MAX_VALUE)
                .go()
                .found();
    }

    /// What a message said and says, the newest version first.
    ///
    /// @throws ProblemException 404 when there is no such message
    public Page<MessageVersion> versions(UUID id, int limit, @Nullable String cursor) {
        Cursor.Place before = Cursor.place(cursor, new Cursor.Place(Long.MAX_VALUE, 0));
        List<MessageVersionRow> rows = versions.page(id, before.first(), limit + 1, Paging.BUDGET_BYTES).stream()
                .map(cipher::opened)
                .toList();
        Optional<StoredMessage> stored = messages.stored(id);
        if (rows.isEmpty() && stored.flatMap(there -> row(there, id)).isEmpty()) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such message");
        }
        if (stored.isPresent() && stored.get().isSegment()) {
            rows = withSealed(stored.get(), id, before.first(), rows, limit + 1);
        }
        return Paging.page(
                rows,
                limit,
                MessageVersionRow::sizeBytes,
                row -> new Cursor.Place(row.versionNumber(), 0).text(),
                MessageVersion::of);
    }

    /// Before the versions of a sealed message that were edited comes the one that it has now.
    private List<MessageVersionRow> withSealed(
            StoredMessage stored, UUID id, long before, List<MessageVersionRow> rows, int limit) {
        return Stream.concat(
                        row(stored, id).stream()
                                .filter(message -> message.versionNumber() < before)
                                .map(MessageVersionRow::newest),
                        rows.stream())
                .limit(limit)
                .toList();
    }

    /// A page of the messages between two positions, both exclusive, each oldest first. It begins
    /// after `after`, and its cursor goes on from its end; with `before` alone it ends there, and
    /// its cursor goes back from its beginning.
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
        return page(
                new MessageWalk(messages, cipher, externalId, filter, true, after, before, limit + 1).go(),
                limit,
                FORWARD);
    }

    private Page<Message> backward(String externalId, long after, long before, MessageFilter filter, int limit) {
        var walk = new MessageWalk(messages, cipher, externalId, filter, false, after, before, limit + 1).go();
        Page<Message> newestFirst = page(walk, limit, BACKWARD);
        return new Page<>(newestFirst.items().reversed(), newestFirst.nextCursor());
    }

    private static Page<Message> page(MessageWalk walk, int limit, long direction) {
        Page<Message> page = Paging.page(
                walk.found(),
                limit,
                MessageRow::sizeBytes,
                row -> new Cursor.Place(row.position(), direction).text(),
                Message::of);
        Long rest = walk.rest();
        if (page.nextCursor() != null || rest == null) {
            return page;
        }
        return new Page<>(page.items(), new Cursor.Place(rest, direction).text());
    }
}
