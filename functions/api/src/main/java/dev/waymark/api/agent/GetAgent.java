package dev.waymark.api.agent;

import dev.waymark.agent.Agent;
import dev.waymark.agent.AgentRepository;
import dev.waymark.agentconfig.ConfigCipher;
import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads an agent, with everything that belongs to it where `expand` asks for that: one call and one statement.
@Controller("/v1/agents")
final class GetAgent {
    private static final Set<String> KNOWN = Set.of("configs", "status", "capabilities", "metrics", "state");

    private final AgentRepository agents;
    private final ConfigCipher cipher;

    GetAgent(AgentRepository agents, ConfigCipher cipher) {
        this.agents = agents;
        this.cipher = cipher;
    }

    /// Reads an agent; `expand` adds configs, status, capabilities, its newest metrics and the version of each state.
    @Get("/{name}")
    @Access(value = Scope.READ, agentKeys = true)
    Agent get(@PathVariable String name, @QueryValue @Nullable Set<String> expand) {
        Set<String> parts = expand == null ? Set.of() : expand;
        if (!KNOWN.containsAll(parts)) {
            throw ProblemException.invalid(
                    FieldError.of("expand", "enum", "may name configs, status, capabilities, metrics and state"));
        }
        return agents.inParts(
                        name,
                        parts.contains("configs"),
                        parts.contains("status"),
                        parts.contains("capabilities"),
                        parts.contains("metrics"),
                        parts.contains("state"))
                .map(agent -> Agent.of(agent, cipher))
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no agent with this name"));
    }
}
