package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.Checkpoint;
import dev.waymark.checkpoint.CheckpointBranchRepository;
import dev.waymark.checkpoint.CheckpointRow;
import dev.waymark.checkpoint.ForkToStore;
import dev.waymark.checkpoint.NewFork;
import dev.waymark.checkpoint.RetentionPolicy;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Copies a checkpoint with its pending writes into a new thread of the same agent. The original stays as it
/// is, and what is written later on either side the other does not see; the copy costs a row, not a state.
@Controller("/v1/checkpoints")
final class ForkCheckpoint {
    private final CheckpointBranchRepository checkpoints;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    ForkCheckpoint(CheckpointBranchRepository checkpoints, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.checkpoints = checkpoints;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Copies a checkpoint into a new thread; `If-None-Match: *` makes a deleted one anew.
    @Post("/{id}/fork")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Checkpoint> fork(
            @PathVariable UUID id, @Header("If-None-Match") @Nullable String mustBeNew, @Body NewFork asked) {
        if (asked.retentionPolicy() == RetentionPolicy.TEMPORARY && asked.expiresAt() == null) {
            throw ProblemException.invalid(
                    FieldError.at("/expires_at", "required", "is required of a temporary checkpoint"));
        }
        byte[] body = writer.write(ForkToStore.of(asked, mustBeNew != null, ids, writer, clock.instant()));
        Written written = checkpoints.fork(id, new String(body, StandardCharsets.UTF_8));
        CheckpointRow row = reader.read(StrictJson.read(written.answer()), CheckpointRow.class);
        return Answers.created(Checkpoint.of(row), written.replayed());
    }
}
