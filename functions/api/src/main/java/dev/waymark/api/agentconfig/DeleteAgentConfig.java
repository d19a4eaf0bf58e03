package dev.waymark.api.agentconfig;

import dev.waymark.agentconfig.AgentConfigRepository;
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

/// Takes a config from an agent.
@Controller("/v1/agents")
final class DeleteAgentConfig {
    private final AgentConfigRepository configs;
    private final Clock clock;

    DeleteAgentConfig(AgentConfigRepository configs, Clock clock) {
        this.configs = configs;
        this.clock = clock;
    }

    /// Takes a config from an agent.
    @Delete("/{name}/configs/{key}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true)
    void delete(
            @PathVariable String name,
            @PathVariable String key,
            @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!configs.delete(name, key, ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "the agent has no such config");
        }
    }
}
