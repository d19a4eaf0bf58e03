package dev.waymark.api.agentconfig;

import dev.waymark.agentconfig.AgentConfig;
import dev.waymark.agentconfig.AgentConfigRepository;
import dev.waymark.agentconfig.ConfigCipher;
import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads a config of an agent.
@Controller("/v1/agents")
final class GetAgentConfig {
    private final AgentConfigRepository configs;
    private final ConfigCipher cipher;

    GetAgentConfig(AgentConfigRepository configs, ConfigCipher cipher) {
        this.configs = configs;
        this.cipher = cipher;
    }

    /// Reads a config of an agent.
    @Get("/{name}/configs/{key}")
    @Access(value = Scope.READ, agentKeys = true)
    AgentConfig get(@PathVariable String name, @PathVariable String key) {
        return configs.findByKey(name, key)
                .map(row -> AgentConfig.of(row, cipher))
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "the agent has no such config"));
    }
}
