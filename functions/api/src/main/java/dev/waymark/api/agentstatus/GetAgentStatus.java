package dev.waymark.api.agentstatus;

import dev.waymark.agentstatus.AgentStatus;
import dev.waymark.agentstatus.AgentStatusRepository;
import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads how an agent is doing.
@Controller("/v1/agents")
final class GetAgentStatus {
    private final AgentStatusRepository status;

    GetAgentStatus(AgentStatusRepository status) {
        this.status = status;
    }

    /// Reads how an agent is doing; 404 before its first heartbeat.
    @Get("/{name}/status")
    @Access(value = Scope.READ, agentKeys = true)
    AgentStatus get(@PathVariable String name) {
        return status.findByAgent(name)
                .map(AgentStatus::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "no such agent has been heard of"));
    }
}
