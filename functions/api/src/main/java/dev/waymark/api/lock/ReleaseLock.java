package dev.waymark.api.lock;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.lock.LockRepository;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import java.time.Clock;

/// Frees a lock. The newest token alone may; with it, releasing again changes nothing. The next token is higher all
/// the same.
@Controller("/v1/locks")
final class ReleaseLock {
    private final LockRepository locks;
    private final Clock clock;

    ReleaseLock(LockRepository locks, Clock clock) {
        this.locks = locks;
        this.clock = clock;
    }

    /// Frees a lock.
    @Delete("/{lock}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true)
    void release(@PathVariable String lock, @QueryValue("fencing_token") Long fencingToken) {
        locks.release(lock, fencingToken, clock.instant());
    }
}
