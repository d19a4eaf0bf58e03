package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.Checkpoint;
import dev.waymark.checkpoint.CheckpointBranchRepository;
import dev.waymark.checkpoint.CheckpointState;
import dev.waymark.checkpoint.CheckpointStates;
import dev.waymark.checkpoint.Restoration;
import dev.waymark.database.Written;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.piece.StateText;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.state.AgentState;
import dev.waymark.state.Partition;
import dev.waymark.state.RollbackToStore;
import dev.waymark.state.StateBodies;
import dev.waymark.state.StateRepository;
import dev.waymark.state.StateRow;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes a checkpoint current again: its state becomes the next version of its thread's state. A state whose
/// members are all partitions restores these, and leaves others as they are; any other one becomes
/// `local_state`.
@Controller("/v1/checkpoints")
final class RestoreCheckpoint {
    private final CheckpointStates checkpoints;
    private final CheckpointBranchRepository branches;
    private final StateRepository states;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    RestoreCheckpoint(
            CheckpointStates checkpoints,
            CheckpointBranchRepository branches,
            StateRepository states,
            BodyReader reader,
            BodyWriter writer,
            Ids ids,
            Clock clock) {
        this.checkpoints = checkpoints;
        this.branches = branches;
        this.states = states;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes a checkpoint's state the next version of its thread's state, and answers that.
    @Post("/{id}/restore")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<AgentState> restore(
            @PathVariable UUID id,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Body @Nullable Restoration asked) {
        CheckpointState found = checkpoints
                .find(id)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such checkpoint"));
        var state = new StateText(found.layout(), found.shelf()).whole().node();
        String trigger = asked == null ? null : asked.trigger();
        var documents = new NewDocuments();
        byte[] body = writer.write(Restoration.ToStore.of(state, trigger, documents, ids, clock.instant()));
        Written written = branches.restore(
                id,
                new String(body, StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                documents.packContent());
        long version = reader.read(StrictJson.read(written.answer()), RollbackToStore.Answered.class)
                .version();
        Checkpoint checkpoint = Objects.requireNonNull(found.checkpoint());
        StateRow row = states.read(checkpoint.agent(), checkpoint.thread(), version, null, Partition.words());
        return Answers.created(AgentState.of(row, StateBodies.of(row, Partition.words(), null)), written.replayed());
    }
}
