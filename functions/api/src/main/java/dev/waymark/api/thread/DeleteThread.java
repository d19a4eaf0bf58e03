package dev.waymark.api.thread;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.thread.ThreadRepository;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Deletes all of a thread. Its name has to be said twice; then it is 410 until it is made anew.
@Controller("/v1/agents")
final class DeleteThread {
    private final ThreadRepository threads;
    private final Clock clock;

    DeleteThread(ThreadRepository threads, Clock clock) {
        this.threads = threads;
        this.clock = clock;
    }

    /// Deletes all of a thread; it is 410 until it is made anew.
    @Delete("/{name}/threads/{thread}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true)
    void delete(
            @PathVariable String name,
            @PathVariable String thread,
            @QueryValue @Nullable String confirm,
            @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!thread.equals(confirm)) {
            throw ProblemException.invalid(
                    FieldError.of("confirm", "confirm", "must repeat the thread: this deletes everything in it"));
        }
        threads.delete(name, thread, ExpectedVersion.numberIn(expected), clock.instant());
    }
}
