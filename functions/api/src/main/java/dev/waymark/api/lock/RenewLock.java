package dev.waymark.api.lock;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.lock.LockRenewal;
import dev.waymark.lock.LockRepository;
import dev.waymark.lock.LockRow;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;

/// Begins the lease of a lock anew. The newest token alone may, and it may be late where nobody took over; an older
/// one is 409 `stale-fencing-token`.
@Controller("/v1/locks")
final class RenewLock {
    private final LockRepository locks;

    RenewLock(LockRepository locks) {
        this.locks = locks;
    }

    /// Begins the lease of a lock anew.
    @Put("/{lock}")
    @Access(value = Scope.WRITE, agentKeys = true)
    LockRow renew(@PathVariable String lock, @Body LockRenewal renewal) {
        return locks.renew(lock, renewal.fencingToken(), renewal.ttlMs());
    }
}
