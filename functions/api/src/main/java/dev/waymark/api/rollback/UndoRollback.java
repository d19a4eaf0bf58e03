package dev.waymark.api.rollback;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.json.StrictJson;
import dev.waymark.rollback.Rollback;
import dev.waymark.rollback.RollbackRepository;
import dev.waymark.rollback.RollbackToStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Undoes a rollback while nothing newer stands on it: no step was recorded since, and no later rollback holds.
@Controller("/v1/projects")
final class UndoRollback {
    private final RollbackRepository rollbacks;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    UndoRollback(RollbackRepository rollbacks, BodyReader reader, BodyWriter writer, Clock clock) {
        this.rollbacks = rollbacks;
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /// Makes active again what a rollback made inactive. A second undo is 409, unless its idempotency key is the
    /// first's.
    @Post("/{key}/rollbacks/{id}/undo")
    @Access(Scope.WRITE)
    HttpResponse<Rollback> undo(@PathVariable String key, @PathVariable UUID id) {
        byte[] body = writer.write(new RollbackToStore.Undo(clock.instant()));
        Written written = rollbacks.undo(key, id, new String(body, StandardCharsets.UTF_8));
        return Answers.done(reader.read(StrictJson.read(written.answer()), Rollback.class), written.replayed());
    }
}
