package dev.waymark.api.tenant;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.tenant.TenantRepository;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import java.util.UUID;

/// Deletes a tenant with everything in it; its audit events stay as facts without content.
@Controller("/v1/tenants")
final class DeleteTenant {
    private final TenantRepository tenants;
    private final Clock clock;

    DeleteTenant(TenantRepository tenants, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    /// Deletes a tenant with everything in it; its audit events stay as facts without content.
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(Scope.OPERATOR)
    void delete(@PathVariable UUID id) {
        if (!tenants.delete(id, clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such tenant");
        }
    }
}
