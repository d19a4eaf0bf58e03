package dev.waymark.timeline;

import dev.waymark.body.Page;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import java.util.List;
import java.util.Objects;

/// Where a page of a timeline ends: after a place, and after the last step that stands before it.
public final class TimelinePage {
    /// Before everything.
    public static final Cursor.Place START = new Cursor.Place(-1, -1);

    private TimelinePage() {}

    /// The page made of rows that were read with `limit + 1` after `start`.
    ///
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error for something encrypted that
    ///     does not belong where it stands
    public static Page<TimelineEntry> of(List<TimelineRow> rows, int limit, Cursor.Place start, TimelineCipher cipher) {
        List<TimelineRow> kept = Paging.kept(rows, limit, TimelineRow::sizeBytes);
        String end = kept.isEmpty() ? "" : end(kept, start).text();
        var changes = new TimelineChanges(Paging.BUDGET_BYTES
                - kept.stream().mapToLong(TimelineRow::sizeBytes).sum());
        return Paging.page(
                rows, limit, TimelineRow::sizeBytes, _ -> end, row -> TimelineEntry.of(row, changes, cipher));
    }

    /// The same for those who follow: there is always a place to go on from.
    public static Page<TimelineEntry> following(
            List<TimelineRow> rows, int limit, Cursor.Place start, TimelineCipher cipher) {
        Page<TimelineEntry> page = of(rows, limit, start, cipher);
        List<TimelineRow> kept = Paging.kept(rows, limit, TimelineRow::sizeBytes);
        return new Page<>(page.items(), (kept.isEmpty() ? start : end(kept, start)).text());
    }

    private static Cursor.Place end(List<TimelineRow> kept, Cursor.Place start) {
        long lastStep = kept.stream()
                .map(TimelineRow::stepIndex)
                .filter(Objects::nonNull)
                .mapToLong(Integer::longValue)
                .max()
                .orElse(start.second());
        return new Cursor.Place(kept.getLast().position(), lastStep);
    }
}
