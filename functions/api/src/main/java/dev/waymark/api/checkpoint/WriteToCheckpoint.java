package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.CheckpointRepository;
import dev.waymark.checkpoint.NewWrites;
import dev.waymark.checkpoint.WritesReceipt;
import dev.waymark.checkpoint.WritesToStore;
import dev.waymark.database.Written;
import dev.waymark.json.StrictJson;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Keeps what tasks have written since a checkpoint, before the next one.
@Controller("/v1/checkpoints")
final class WriteToCheckpoint {
    private final CheckpointRepository checkpoints;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    WriteToCheckpoint(CheckpointRepository checkpoints, BodyReader reader, BodyWriter writer, Clock clock) {
        this.checkpoints = checkpoints;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// Keeps pending writes, one per task and index: the first stays, but at a negative index the newest.
    @Post("/{id}/writes")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<WritesReceipt> write(@PathVariable UUID id, @Body NewWrites asked) {
        byte[] body = writer.write(WritesToStore.of(asked, writer, clock.instant()));
        Written written = checkpoints.write(id, new String(body, StandardCharsets.UTF_8));
        return Answers.created(reader.read(StrictJson.read(written.answer()), WritesReceipt.class), written.replayed());
    }
}
