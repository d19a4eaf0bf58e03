package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.Checkpoint;
import dev.waymark.checkpoint.CheckpointBranchRepository;
import dev.waymark.checkpoint.CheckpointChange;
import dev.waymark.checkpoint.CheckpointRow;
import dev.waymark.json.StrictJson;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Changes how long a checkpoint stays; its state nobody changes.
@Controller("/v1/checkpoints")
final class ChangeCheckpoint {
    private final CheckpointBranchRepository checkpoints;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    ChangeCheckpoint(CheckpointBranchRepository checkpoints, BodyReader reader, BodyWriter writer, Clock clock) {
        this.checkpoints = checkpoints;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// Pins a checkpoint or lets go of it, or changes its retention policy.
    @Patch("/{id}")
    @Access(value = Scope.WRITE, agentKeys = true)
    Checkpoint change(@PathVariable UUID id, @Body CheckpointChange asked) {
        byte[] body = writer.write(asked.toStore(writer, clock.instant()));
        String answer =
                checkpoints.change(id, new String(body, StandardCharsets.UTF_8)).answer();
        return Checkpoint.of(reader.read(StrictJson.read(answer), CheckpointRow.class));
    }
}
