package dev.waymark.api.tenant;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.erasure.ErasureRepository;
import dev.waymark.erasure.TenantErasure;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import java.util.UUID;

/// Reads the receipt of a tenant's deletion.
@Controller("/v1/tenants")
final class GetTenantErasure {
    private final ErasureRepository erasures;

    GetTenantErasure(ErasureRepository erasures) {
        this.erasures = erasures;
    }

    /// Reads the receipt of a tenant's deletion; finished_at is null while it goes on.
    @Get("/{id}/erasure")
    @Access(Scope.OPERATOR)
    TenantErasure get(@PathVariable UUID id) {
        return erasures.find("tenant", id.toString())
                .map(row -> TenantErasure.of(id, row, false))
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "no tenant of this id was deleted"));
    }
}
