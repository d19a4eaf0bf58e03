package dev.waymark.timeline;

import dev.waymark.change.Noise;
import dev.waymark.change.StateChanges;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What the steps of one page changed, as long as the page has room for it.
final class TimelineChanges {
    /// In place of changes that are too much for a timeline, or cannot be told: JSON null.
    static final RawJson TOO_MUCH = RawJson.of(JsonNode.nullNode());

    private static final long MAX_BYTES = 1024 * 1024;

    private long room;

    TimelineChanges(long room) {
        this.room = Math.min(room, MAX_BYTES);
    }

    /// The summary of what a step changed; null when it has no two snapshots to compare.
    @Nullable
    RawJson of(TimelineRow row) {
        if (row.changedBytes() == null) {
            return null;
        }
        String before = row.beforeSections();
        String after = row.afterSections();
        if (before == null || after == null) {
            return TOO_MUCH;
        }
        Noise noise = row.noise() == null ? Noise.DEFAULT : Noise.of(StrictJson.read(row.noise()));
        RawJson summary = RawJson.of(StateChanges.summary(StrictJson.read(before), StrictJson.read(after), noise));
        if (summary.utf8().length > room) {
            return TOO_MUCH;
        }
        room -= summary.utf8().length;
        return summary;
    }
}
