package dev.waymark.api.rollback;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.api.dispatch.StepNumber;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.rollback.NewRollback;
import dev.waymark.rollback.Rollback;
import dev.waymark.rollback.RollbackRepository;
import dev.waymark.rollback.RollbackToStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Takes a project back to before a step: the step and all later active ones, or the step alone, become inactive. It
/// concerns the steps of every agent, so keys that are restricted to one may not. A dry run changes nothing and needs
/// no
/// idempotency key.
@Controller("/v1/projects")
final class RollBack {
    private final RollbackRepository rollbacks;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    RollBack(RollbackRepository rollbacks, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.rollbacks = rollbacks;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes a step and all later active ones inactive, and answers what there is to go back to.
    @Post("/{key}/steps/{n}/rollback")
    @Status(HttpStatus.CREATED)
    @Access(Scope.WRITE)
    HttpResponse<Rollback> rollBack(@PathVariable String key, @PathVariable StepNumber n, @Body NewRollback rollback) {
        return answer(key, n, false, rollback);
    }

    /// Makes one step inactive, and leaves those after it as they are.
    @Post("/{key}/steps/{n}/deactivate")
    @Status(HttpStatus.CREATED)
    @Access(Scope.WRITE)
    HttpResponse<Rollback> deactivate(
            @PathVariable String key, @PathVariable StepNumber n, @Body NewRollback rollback) {
        return answer(key, n, true, rollback);
    }

    private HttpResponse<Rollback> answer(String key, StepNumber number, boolean alone, NewRollback rollback) {
        if (!rollback.isDryRun()
                && (rollback.reason() == null || rollback.reason().isBlank())) {
            throw ProblemException.invalid(FieldError.at("/reason", "required", "must say why, but for a dry run"));
        }
        var asked = RollbackToStore.of(rollback, ids, writer, clock.instant());
        String body = new String(writer.write(asked), StandardCharsets.UTF_8);
        Written written = rollbacks.rollBack(key, number.value(), alone, body);
        Rollback done = reader.read(StrictJson.read(written.answer()), Rollback.class);
        return rollback.isDryRun() ? HttpResponse.ok(done) : Answers.created(done, written.replayed());
    }
}
