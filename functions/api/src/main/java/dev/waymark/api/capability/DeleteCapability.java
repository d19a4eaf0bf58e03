package dev.waymark.api.capability;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.capability.CapabilityRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Takes a version of a capability from an agent; its other versions stay.
@Controller("/v1/agents")
final class DeleteCapability {
    private final CapabilityRepository capabilities;
    private final Clock clock;

    DeleteCapability(CapabilityRepository capabilities, Clock clock) {
        this.capabilities = capabilities;
        this.clock = clock;
    }

    /// Takes a version of a capability from an agent.
    @Delete("/{name}/capabilities/{capability}/{version}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true)
    void delete(
            @PathVariable String name,
            @PathVariable String capability,
            @PathVariable String version,
            @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!capabilities.delete(name, capability, version, ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "the agent has no such version of this capability");
        }
    }
}
