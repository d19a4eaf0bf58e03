package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The turns of a file that has a `trajectory`.
final class TrajectoryTurns {
    private static final double NANOS_PER_SECOND = 1e9;
    /// Above this it is no execution time; it also keeps the nanoseconds within a long.
    private static final double MOST_SECONDS = 1e9;

    private final StateText states;
    private final Cleaner cleaner;

    TrajectoryTurns(StateText states, Cleaner cleaner) {
        this.states = states;
        this.cleaner = cleaner;
    }

    /// One turn for each entry, in order; an entry that says nothing at all (null) still holds its place.
    List<Turn> read(JsonNode trajectory) {
        List<Turn> turns = new ArrayList<>(trajectory.size());
        trajectory.forEach(entry -> turns.add(entry.isObject() ? turn(entry) : bare(entry)));
        return turns;
    }

    private Turn turn(JsonNode entry) {
        String thought = TolerantText.first(entry, "thought", "response");
        ObjectNode state = states.read(entry.path("state"));
        return new Turn(
                cleaner.text(TolerantText.of(entry.path("action"))),
                cleaner.text(TolerantText.of(entry.path("observation"))),
                cleaner.text(thought),
                seconds(entry.path("execution_time")),
                state == null ? null : cleaner.document(state));
    }

    private Turn bare(JsonNode entry) {
        return new Turn(cleaner.text(TolerantText.of(entry)), "", "", null, null);
    }

    private static @Nullable Duration seconds(JsonNode time) {
        double seconds = time.asDouble(-1);
        boolean known = !time.isBoolean() && seconds >= 0 && seconds <= MOST_SECONDS;
        return known ? Duration.ofNanos(Math.round(seconds * NANOS_PER_SECOND)) : null;
    }
}
