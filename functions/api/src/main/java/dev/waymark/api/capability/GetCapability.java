package dev.waymark.api.capability;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.capability.Capability;
import dev.waymark.capability.CapabilityRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads a version of a capability.
@Controller("/v1/agents")
final class GetCapability {
    private final CapabilityRepository capabilities;

    GetCapability(CapabilityRepository capabilities) {
        this.capabilities = capabilities;
    }

    /// Reads a version of a capability.
    @Get("/{name}/capabilities/{capability}/{version}")
    @Access(value = Scope.READ, agentKeys = true)
    HttpResponse<Capability> get(
            @PathVariable String name, @PathVariable String capability, @PathVariable String version) {
        Capability found = capabilities
                .findByVersion(name, capability, version)
                .map(Capability::of)
                .orElseThrow(() ->
                        ProblemException.of(ProblemType.NOT_FOUND, "the agent has no such version of this capability"));
        return HttpResponse.ok(found).header("ETag", found.entityTag());
    }
}
