package dev.waymark.api.user;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.erasure.Erasing;
import dev.waymark.erasure.Erasure;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Erases an end user: every row that names the user is deleted or blanked, archives included, and
/// later writes that name the user are 410.
@Controller("/v1/users")
final class EraseUser {
    /// API Gateway waits for 30 seconds, of which the batch under way may take its share.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Erasing erasing;
    private final Clock clock;

    EraseUser(Erasing erasing, Clock clock) {
        this.erasing = erasing;
        this.clock = clock;
    }

    /// Erases an end user everywhere and answers the receipt; 202 where it takes longer than a call may: call again,
    /// or ask for the receipt until it is finished.
    @Delete("/{user_id}")
    @Access(Scope.ADMIN)
    HttpResponse<Erasure> erase(@PathVariable("user_id") String userId) {
        Instant end = clock.instant().plus(PATIENCE);
        Erasure erasure = erasing.erase(userId, () -> !clock.instant().isBefore(end));
        if (erasure.finished()) {
            return HttpResponse.ok(erasure);
        }
        return HttpResponse.<Erasure>accepted()
                .body(erasure)
                .header("Location", "/v1/users/" + EncodedName.of(userId) + "/erasure");
    }
}
