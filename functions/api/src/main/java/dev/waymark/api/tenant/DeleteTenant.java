package dev.waymark.api.tenant;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.erasure.TenantErasing;
import dev.waymark.erasure.TenantErasure;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Deletes a tenant with everything in it; its audit events stay as facts without content.
@Controller("/v1/tenants")
final class DeleteTenant {
    /// API Gateway waits for 30 seconds, of which the batch under way may take its share.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TenantErasing erasing;
    private final Clock clock;

    DeleteTenant(TenantErasing erasing, Clock clock) {
        this.erasing = erasing;
        this.clock = clock;
    }

    /// Deletes a tenant with everything in it, archives included. 202 with the receipt where it takes longer than a
    /// call may: call again, or ask for the receipt until it is finished. 200 with the receipt where it was deleted
    /// before.
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(Scope.OPERATOR)
    HttpResponse<TenantErasure> delete(@PathVariable UUID id) {
        Instant end = clock.instant().plus(PATIENCE);
        TenantErasure erasure = erasing.erase(id, () -> !clock.instant().isBefore(end))
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such tenant"));
        if (!erasure.finished()) {
            return HttpResponse.<TenantErasure>accepted()
                    .body(erasure)
                    .header("Location", "/v1/tenants/" + id + "/erasure");
        }
        return erasure.already() == null ? HttpResponse.noContent() : HttpResponse.ok(erasure);
    }
}
