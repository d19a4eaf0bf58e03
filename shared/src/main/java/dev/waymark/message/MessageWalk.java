package dev.waymark.message;

import dev.waymark.paging.Paging;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads the messages of a conversation in one direction, live ones and sealed ones as if they
/// were one: a statement for what is asked for by position alone, as many as it takes where a
/// filter passes over most.
final class MessageWalk {
    /// How many segments a walk with a filter looks at a time, and how many in all before it
    /// takes a rest.
    private static final int SEGMENTS_A_TIME = 8;

    private static final int MAX_SEGMENTS = 128;

    private static final Comparator<MessageRow> BY_POSITION = Comparator.comparingInt(MessageRow::position);

    private final MessageRepository messages;
    private final MessageCipher cipher;
    private final String externalId;
    private final MessageFilter filter;
    private final boolean forward;
    private final int wanted;
    private final long budget;
    private final List<MessageRow> found = new ArrayList<>();
    private long bytes;
    private int segments;
    private long after;
    private long before;
    private boolean over;

    /// @param wanted how many messages to stop at
    MessageWalk(
            MessageRepository messages,
            MessageCipher cipher,
            String externalId,
            MessageFilter filter,
            boolean forward,
            long after,
            long before,
            int wanted) {
        this(messages, cipher, externalId, filter, forward, after, before, wanted, Paging.BUDGET_BYTES);
    }

    /// @param budget how heavy the messages may be before it stops, but for the last one
    MessageWalk(
            MessageRepository messages,
            MessageCipher cipher,
            String externalId,
            MessageFilter filter,
            boolean forward,
            long after,
            long before,
            int wanted,
            long budget) {
        this.messages = messages;
        this.cipher = cipher;
        this.externalId = externalId;
        this.filter = filter;
        this.forward = forward;
        this.after = after;
        this.before = before;
        this.wanted = wanted;
        this.budget = budget;
    }

    /// Goes until there are as many messages as wanted or as heavy as an answer may be, until
    /// there are no more, or until it has looked at so many that it is time to answer.
    MessageWalk go() {
        do {
            step();
        } while (!over && found.size() < wanted && bytes < budget && segments < MAX_SEGMENTS);
        return this;
    }

    /// What was found, in the order of the walk.
    List<MessageRow> found() {
        return found;
    }

    /// The position that a walk goes on from which was ended before it was over; null once there
    /// is nothing left.
    @Nullable
    Long rest() {
        return over ? null : forward ? (Long) after : (Long) before;
    }

    private void step() {
        int rows = wanted - found.size();
        List<StoredMessage> stored = stored(rows);
        List<MessageRow> passing = new ArrayList<>();
        long liveBytes = 0;
        @Nullable Integer end = null;
        for (StoredMessage row : stored) {
            if (!row.isSegment()) {
                passing.add(row.live(cipher));
                liveBytes += Objects.requireNonNull(row.sizeBytes());
            }
        }
        if (passing.size() >= rows || liveBytes >= Paging.BUDGET_BYTES) {
            end = farthest(passing);
        }
        end = nearer(end, cut(stored));
        takeSealed(stored, end, passing);
        passing.sort(forward ? BY_POSITION : BY_POSITION.reversed());
        for (MessageRow row : passing) {
            if (end == null || !isBeyond(row.position(), end)) {
                take(row);
            }
        }
        goOnFrom(end);
    }

    private List<StoredMessage> stored(int rows) {
        if (filter.isAll()) {
            return messages.stored(externalId, after, before, forward, rows, SEGMENTS_A_TIME, Paging.BUDGET_BYTES);
        }
        return messages.stored(
                externalId,
                after,
                before,
                forward,
                filter.role(),
                filter.messageType(),
                filter.session(),
                filter.query(),
                rows,
                SEGMENTS_A_TIME,
                Paging.BUDGET_BYTES);
    }

    /// The last position before the first segment that there was no room for.
    private @Nullable Integer cut(List<StoredMessage> stored) {
        @Nullable Integer cut = null;
        for (StoredMessage row : stored) {
            if (row.isSegment() && row.body() == null) {
                int beginning = forward
                        ? Objects.requireNonNull(row.firstPosition()) - 1
                        : Objects.requireNonNull(row.lastPosition()) + 1;
                cut = nearer(cut, beginning);
            }
        }
        return cut;
    }

    private void takeSealed(List<StoredMessage> stored, @Nullable Integer end, List<MessageRow> passing) {
        List<MessageRow> sealed = new ArrayList<>();
        for (StoredMessage row : stored) {
            @Nullable OpenSegment segment = row.isSegment() ? row.open(cipher) : null;
            if (segment == null) {
                continue;
            }
            segments++;
            int from = (int) Math.max(segment.first(), after + 1);
            int to = (int) Math.min(segment.last(), before - 1);
            for (int position = from; position <= to; position++) {
                if (segment.has(position) && (end == null || !isBeyond(position, end))) {
                    MessageRow message = segment.at(position);
                    if (filter.passes(message)) {
                        sealed.add(message);
                    }
                }
            }
        }
        passing.addAll(judged(sealed));
    }

    /// Those of the messages that the query finds, all of them where there is no query.
    private Collection<MessageRow> judged(List<MessageRow> sealed) {
        if (filter.query() == null || sealed.isEmpty()) {
            return sealed;
        }
        Set<Integer> positions = Set.copyOf(messages.judged(filter.query(), SaidMessages.json(sealed)));
        return sealed.stream().filter(row -> positions.contains(row.position())).toList();
    }

    private void take(MessageRow row) {
        if (found.size() < wanted) {
            found.add(row);
            bytes += row.sizeBytes();
        }
    }

    private void goOnFrom(@Nullable Integer end) {
        if (end == null) {
            over = true;
            return;
        }
        if (forward) {
            after = end;
            return;
        }
        before = end;
    }

    private boolean isBeyond(int position, int limit) {
        return forward ? position > limit : position < limit;
    }

    private int farthest(List<MessageRow> some) {
        IntStream positions = some.stream().mapToInt(MessageRow::position);
        return (forward ? positions.max() : positions.min()).orElseThrow();
    }

    private @Nullable Integer nearer(@Nullable Integer one, @Nullable Integer other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return forward ? Integer.valueOf(Math.min(one, other)) : Integer.valueOf(Math.max(one, other));
    }
}
