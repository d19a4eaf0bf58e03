package dev.waymark.api.checkpoint;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.checkpoint.CheckpointBranchRepository;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.util.UUID;

/// Cuts one checkpoint out of its thread's tree, unless it is pinned or needed: then 409.
@Controller("/v1/checkpoints")
final class DeleteCheckpoint {
    private final CheckpointBranchRepository checkpoints;
    private final Clock clock;

    DeleteCheckpoint(CheckpointBranchRepository checkpoints, Clock clock) {
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /// Cuts one checkpoint; those after it follow on the one before it.
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true)
    void delete(@PathVariable UUID id) {
        checkpoints.delete(id, clock.instant());
    }
}
