package dev.waymark.message;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Which messages go into which segments. A segment has up to 512 messages, and less where they are
/// long; while the last one has fewer it takes in what follows, 128 at a time or more, and one that
/// has messages edited since is made anew as it was.
final class SealingPlan {
    static final int MESSAGES = 512;

    /// What a segment weighs unpacked at most, but for its last message.
    static final int BYTES = 256 * 1024;

    /// What is worth making a segment of, or making one anew.
    private static final int LEAST_MESSAGES = 128;

    private static final int LEAST_BYTES = 64 * 1024;

    private static final int OTHER_COLUMNS_BYTES = 30;

    private final NavigableMap<Integer, Long> due = new TreeMap<>();
    private final NavigableMap<Integer, MessageRow> live = new TreeMap<>();
    private final boolean all;
    private final List<SegmentDraft> drafts = new ArrayList<>();

    /// @param due what is to be sealed
    /// @param live the rows of it
    /// @param all whether the last segment may be small
    SealingPlan(List<DueMessage> due, List<MessageRow> live, boolean all) {
        due.forEach(message -> this.due.put(message.position(), message.rowVersion()));
        live.forEach(row -> this.live.put(row.position(), row));
        this.all = all;
    }

    /// The segments to be made.
    ///
    /// @param segments those that a message of what is due is in, and the last one if it is small
    List<SegmentDraft> drafts(List<OpenSegment> segments) {
        int tail = segments.isEmpty() ? Integer.MIN_VALUE : segments.getLast().last();
        for (int i = 0; i < segments.size(); i++) {
            OpenSegment segment = segments.get(i);
            boolean grows = i == segments.size() - 1 && live.containsKey(segment.last() + 1) && isSmall(segment);
            if (!grows
                    && !due.subMap(segment.first(), true, segment.last(), true).isEmpty()) {
                add(rows(segment), List.of(segment));
            }
            tail = grows ? segment.first() - 1 : tail;
        }
        cut(segments, tail);
        return drafts;
    }

    private static boolean isSmall(OpenSegment segment) {
        return segment.last() - segment.first() + 1 < MESSAGES;
    }

    /// Cuts what comes after a position.
    private void cut(List<OpenSegment> segments, int tail) {
        List<MessageRow> rows = new ArrayList<>();
        List<OpenSegment> replaced = new ArrayList<>();
        if (!segments.isEmpty() && tail < segments.getLast().last()) {
            replaced.add(segments.getLast());
            rows.addAll(rows(segments.getLast()));
        }
        long bytes = rows.stream().mapToLong(SealingPlan::weight).sum();
        int after =
                Math.max(tail, segments.isEmpty() ? tail : segments.getLast().last());
        for (MessageRow row : live.tailMap(after, false).values()) {
            boolean gap = !rows.isEmpty() && rows.getLast().position() + 1 != row.position();
            if (gap || rows.size() >= MESSAGES || bytes >= BYTES) {
                add(rows, replaced);
                rows = new ArrayList<>();
                replaced = List.of();
                bytes = 0;
            }
            rows.add(row);
            bytes += weight(row);
        }
        if (!rows.isEmpty()
                && (all || isWorthwhile(rows.stream().filter(this::isLive).toList()))) {
            add(rows, replaced);
        }
    }

    private boolean isLive(MessageRow row) {
        return live.containsKey(row.position());
    }

    private static boolean isWorthwhile(List<MessageRow> added) {
        return added.size() >= LEAST_MESSAGES
                || added.stream().mapToLong(SealingPlan::weight).sum() >= LEAST_BYTES;
    }

    private List<MessageRow> rows(OpenSegment segment) {
        List<MessageRow> rows = new ArrayList<>();
        for (int position = segment.first(); position <= segment.last(); position++) {
            MessageRow edited = live.get(position);
            rows.add(edited == null ? segment.at(position) : edited);
        }
        return rows;
    }

    private void add(List<MessageRow> rows, List<OpenSegment> replaced) {
        drafts.add(new SegmentDraft(
                List.copyOf(rows),
                due.subMap(rows.getFirst().position(), true, rows.getLast().position(), true),
                List.copyOf(replaced)));
    }

    private static long weight(MessageRow row) {
        return row.sizeBytes() - SizeInAnswer.OTHER_MEMBERS_BYTES + OTHER_COLUMNS_BYTES;
    }
}
