package dev.waymark.api.agentstatus;

import dev.waymark.agentstatus.AgentStatus;
import dev.waymark.agentstatus.AgentStatusRepository;
import dev.waymark.agentstatus.Heartbeat;
import dev.waymark.agentstatus.HeartbeatToStore;
import dev.waymark.api.dispatch.Access;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Takes a heartbeat with how the agent is doing, which replaces what was said before. It has no version: an agent
/// speaks for itself alone, and the last word counts.
@Controller("/v1/agents")
final class PutAgentStatus {
    private final AgentStatusRepository status;
    private final BodyWriter writer;
    private final Clock clock;

    PutAgentStatus(AgentStatusRepository status, BodyWriter writer, Clock clock) {
        this.status = status;
        this.writer = writer;
        this.clock = clock;
    }

    /// Takes a heartbeat with how the agent is doing; 404 for an agent that is not registered, or has been deleted.
    @Put("/{name}/status")
    @Access(value = Scope.WRITE, agentKeys = true)
    AgentStatus put(@PathVariable String name, @Body Heartbeat heartbeat) {
        byte[] body = writer.write(HeartbeatToStore.of(heartbeat, clock.instant()));
        return AgentStatus.of(status.put(name, new String(body, StandardCharsets.UTF_8)));
    }
}
