package dev.waymark.api.audit;

import dev.waymark.api.dispatch.Access;
import dev.waymark.audit.AuditChain;
import dev.waymark.audit.AuditChainRepository;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import java.util.UUID;

/// Proves the audit trail of a command: computes every hash again, in the database.
@Controller("/v1/commands")
final class VerifyAuditChain {
    private final AuditChainRepository chains;

    VerifyAuditChain(AuditChainRepository chains) {
        this.chains = chains;
    }

    /// Proves the audit trail of a command; the answer is 200 for a broken one too, and names the first event that
    /// does not fit.
    @Get("/{id}/audit-chain")
    @Access(value = Scope.READ, agentKeys = true)
    AuditChain verify(@PathVariable UUID id) {
        return chains.ofCommand(id)
                .map(AuditChain::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such command"));
    }
}
