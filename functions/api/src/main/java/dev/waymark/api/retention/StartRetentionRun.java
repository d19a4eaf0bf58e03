package dev.waymark.api.retention;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.caller.Scope;
import dev.waymark.retention.NewRetentionRun;
import dev.waymark.retention.RetentionRun;
import dev.waymark.retention.RetentionRunRepository;
import dev.waymark.retention.Sweep;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Sweeps now, rather than when the schedule does. A call ends before the gateway's patience does; what is not done by
/// then the next call, or the job, goes on with. A dry run changes nothing and needs no idempotency key.
@Controller("/v1/retention-runs")
final class StartRetentionRun {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Sweep sweep;
    private final RetentionRunRepository runs;
    private final Clock clock;

    StartRetentionRun(Sweep sweep, RetentionRunRepository runs, Clock clock) {
        this.sweep = sweep;
        this.runs = runs;
        this.clock = clock;
    }

    /// Takes out what is over, or, with `dry_run=true`, says what that would be. 409, retryable, while another sweep of
    /// the tenant is under way. `finished` is false where there is more: call again, or leave it to the schedule.
    @Post
    @Status(HttpStatus.CREATED)
    @Access(Scope.ADMIN)
    HttpResponse<RetentionRun> start(
            @QueryValue("dry_run") @Nullable Boolean dryRun, @Body @Nullable NewRetentionRun asked) {
        if (Boolean.TRUE.equals(dryRun)) {
            return HttpResponse.ok(RetentionRun.forecast(runs.forecast()));
        }
        Sweep.Begun begun = sweep.begin();
        if (begun.replayed()) {
            return Answers.created(RetentionRun.of(runs.read(begun.run().id())), true);
        }
        Instant end = clock.instant().plus(LIMIT);
        return Answers.created(sweep.sweep(begun.run(), () -> !clock.instant().isBefore(end)), false);
    }
}
