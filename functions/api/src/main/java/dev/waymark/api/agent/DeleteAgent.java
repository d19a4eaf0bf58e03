package dev.waymark.api.agent;

import dev.waymark.agent.AgentRepository;
import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
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

/// Deletes an agent with all below it: configs, capabilities, status, threads, keys, and the commands that it was
/// given, with their steps. Its locks become free. No agent's own key may.
@Controller("/v1/agents")
final class DeleteAgent {
    private final AgentRepository agents;
    private final Clock clock;

    DeleteAgent(AgentRepository agents, Clock clock) {
        this.agents = agents;
        this.clock = clock;
    }

    /// Deletes an agent with all below it, its commands included.
    @Delete("/{name}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(Scope.WRITE)
    void delete(@PathVariable String name, @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!agents.delete(name, ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no agent with this name");
        }
    }
}
