package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.CheckpointBranchRepository;
import dev.waymark.checkpoint.NewPruning;
import dev.waymark.checkpoint.Pruned;
import dev.waymark.checkpoint.PruningToStore;
import dev.waymark.database.Written;
import dev.waymark.json.StrictJson;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Cuts checkpoints of a thread: all but the newest of each namespace, or those from before a time. Pinned and
/// needed ones stay, and what stays keeps its nearest ancestor as its parent. A dry run changes nothing and
/// needs no idempotency key.
@Controller("/v1/agents")
final class PruneCheckpoints {
    private final CheckpointBranchRepository checkpoints;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    PruneCheckpoints(CheckpointBranchRepository checkpoints, BodyReader reader, BodyWriter writer, Clock clock) {
        this.checkpoints = checkpoints;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// Cuts checkpoints of a thread, or says what would be cut.
    @Post("/{name}/threads/{thread}/prune")
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Pruned> prune(@PathVariable String name, @PathVariable String thread, @Body NewPruning asked) {
        byte[] body = writer.write(PruningToStore.of(asked, writer, clock.instant()));
        Written written = checkpoints.prune(name, thread, new String(body, StandardCharsets.UTF_8));
        return Answers.done(reader.read(StrictJson.read(written.answer()), Pruned.class), written.replayed());
    }
}
