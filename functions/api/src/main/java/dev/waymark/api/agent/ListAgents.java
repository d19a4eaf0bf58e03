package dev.waymark.api.agent;

import dev.waymark.agent.Agent;
import dev.waymark.agent.AgentRepository;
import dev.waymark.agent.AgentRow;
import dev.waymark.agentstatus.CurrentStatus;
import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Lists agents, the newest first, or finds one for a task: by how it is doing, by what it can do, by how long ago
/// it was heard of.
@Controller("/v1/agents")
final class ListAgents {
    /// A year: beyond that every heartbeat is recent enough.
    private static final long MOST_MS = 31_536_000_000L;

    private final AgentRepository agents;

    ListAgents(AgentRepository agents) {
        this.agents = agents;
    }

    /// Lists agents, the newest first, by status, capability and last heartbeat.
    @Get
    @Access(value = Scope.READ, agentKeys = true)
    Page<Agent> list(
            @QueryValue @Nullable CurrentStatus status,
            @QueryValue @Nullable String capability,
            @QueryValue @Nullable Boolean enabled,
            @QueryValue("seen_within_ms") @Nullable Long seenWithinMs,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        if (seenWithinMs != null && (seenWithinMs < 1 || seenWithinMs > MOST_MS)) {
            throw ProblemException.invalid(
                    FieldError.of("seen_within_ms", "range", "must be between 1 and " + MOST_MS));
        }
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        String wanted = status == null ? null : status.name().toLowerCase(Locale.ROOT);
        return Paging.page(
                capability == null
                        ? agents.page(
                                wanted, seenWithinMs, enabled, before.at(), before.id(), rows + 1, Paging.BUDGET_BYTES)
                        : agents.pageOfCapability(
                                capability,
                                enabled,
                                wanted,
                                seenWithinMs,
                                before.at(),
                                before.id(),
                                rows + 1,
                                Paging.BUDGET_BYTES),
                rows,
                AgentRow::sizeBytes,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                Agent::of);
    }
}
