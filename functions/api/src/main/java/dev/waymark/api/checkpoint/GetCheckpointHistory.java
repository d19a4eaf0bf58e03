package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.CheckpointState;
import dev.waymark.checkpoint.CheckpointStates;
import dev.waymark.checkpoint.History;
import dev.waymark.paging.Cursor;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells what led to some members of a checkpoint's state.
@Controller("/v1/checkpoints")
final class GetCheckpointHistory {
    private final History history;
    private final CheckpointStates states;

    GetCheckpointHistory(History history, CheckpointStates states) {
        this.history = history;
        this.states = states;
    }

    /// The checkpoints above one, the parent first, with their pending writes to these members (those of its own state
    /// by default); for each member up to the nearest checkpoint whose state has it, and with what it has. To go on
    /// after a page, name the members that no entry had so far.
    @Get("/{id}/history")
    @Access(value = Scope.READ, agentKeys = true)
    Page<History.Entry> history(
            @PathVariable UUID id, @QueryValue @Nullable Set<String> keys, @QueryValue @Nullable String cursor) {
        CheckpointState found = states.find(id, Set.of())
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such checkpoint"));
        UUID from = cursor == null ? id : Cursor.moment(cursor).id();
        History.Found above = history.above(from, keys == null ? found.names() : keys);
        UUID last = above.last();
        return new Page<>(above.entries(), last == null ? null : new Cursor.Moment(Instant.EPOCH, last).text());
    }
}
