package dev.waymark.api.lock;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.lock.LockRepository;
import dev.waymark.lock.LockRow;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Tells how a lock stands: who holds it, until when, and the newest token.
@Controller("/v1/locks")
final class GetLock {
    private final LockRepository locks;

    GetLock(LockRepository locks) {
        this.locks = locks;
    }

    /// Tells how a lock stands; 404 when nobody has ever taken it.
    @Get("/{lock}")
    @Access(value = Scope.READ, agentKeys = true)
    LockRow get(@PathVariable String lock) {
        return locks.findByName(lock)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "nobody has ever taken this lock"));
    }
}
