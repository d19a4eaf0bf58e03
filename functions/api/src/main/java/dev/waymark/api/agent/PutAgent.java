package dev.waymark.api.agent;

import dev.waymark.agent.Agent;
import dev.waymark.agent.AgentChange;
import dev.waymark.agent.AgentRepository;
import dev.waymark.agent.AgentToStore;
import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.id.Ids;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Registers an agent, or changes one: what the body does not name stays.
@Controller("/v1/agents")
final class PutAgent {
    private final AgentRepository agents;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PutAgent(AgentRepository agents, BodyWriter writer, Ids ids, Clock clock) {
        this.agents = agents;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Registers an agent, or changes one: what the body does not name stays.
    @Put("/{name}")
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Agent> put(
            @PathVariable String name,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body AgentChange change) {
        UUID newId = ids.next();
        byte[] body = writer.write(AgentToStore.of(change, writer, clock.instant()));
        Agent put = Agent.of(agents.put(
                name,
                newId,
                new String(body, StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                ExpectedVersion.isAny(expected),
                mustBeNew != null));
        return put.id().equals(newId) ? HttpResponse.created(put) : HttpResponse.ok(put);
    }
}
