package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.Checkpoint;
import dev.waymark.checkpoint.CheckpointState;
import dev.waymark.checkpoint.CheckpointStates;
import dev.waymark.checkpoint.CheckpointTaking;
import dev.waymark.checkpoint.NewCheckpoint;
import dev.waymark.piece.StateText;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import org.jspecify.annotations.Nullable;

/// Takes a checkpoint: of a whole `state`, or of what differs from `base_checkpoint_id`. What it costs goes
/// with the difference. The first checkpoint of a thread makes the thread, and registers the agent.
@Controller("/v1/agents")
final class TakeCheckpoint {
    private static final String REPRESENTATION = "return=representation";

    private final CheckpointTaking checkpoints;
    private final CheckpointStates states;

    TakeCheckpoint(CheckpointTaking checkpoints, CheckpointStates states) {
        this.checkpoints = checkpoints;
        this.states = states;
    }

    /// Takes a checkpoint; `If-None-Match: *` makes the thread, or makes a deleted one anew. The answer has
    /// the state where `Prefer: return=representation` asks for it.
    @Post("/{name}/threads/{thread}/checkpoints")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Checkpoint> take(
            @PathVariable String name,
            @PathVariable String thread,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Header("Prefer") @Nullable String prefer,
            @Body NewCheckpoint asked) {
        CheckpointRules.check(asked);
        CheckpointTaking.Taken taken = checkpoints.take(name, thread, mustBeNew != null, asked);
        boolean whole = prefer != null && prefer.contains(REPRESENTATION);
        return Answers.created(whole ? withState(taken) : taken.checkpoint(), taken.replayed());
    }

    private Checkpoint withState(CheckpointTaking.Taken taken) {
        if (!taken.replayed()) {
            return taken.withState();
        }
        return states.find(taken.checkpoint().id())
                .map(found -> taken.checkpoint().with(text(found).whole(), null))
                .orElse(taken.checkpoint());
    }

    private static StateText text(CheckpointState found) {
        return new StateText(found.layout(), found.shelf());
    }
}
