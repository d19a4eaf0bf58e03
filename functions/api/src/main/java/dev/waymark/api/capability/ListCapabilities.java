package dev.waymark.api.capability;

import dev.waymark.agent.AgentRepository;
import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.capability.Capability;
import dev.waymark.capability.CapabilityRepository;
import dev.waymark.capability.CapabilityRow;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists the capabilities of an agent by name, the newest version of each first: 1.10 before 1.9, 2.0 before 2.0-beta.
@Controller("/v1/agents")
final class ListCapabilities {
    private final CapabilityRepository capabilities;
    private final AgentRepository agents;

    ListCapabilities(CapabilityRepository capabilities, AgentRepository agents) {
        this.capabilities = capabilities;
        this.agents = agents;
    }

    /// Lists the capabilities of an agent by name, the newest version of each first.
    @Get("/{name}/capabilities")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Capability> list(
            @PathVariable String name,
            @QueryValue @Nullable Boolean enabled,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Names after = Cursor.names(cursor);
        List<CapabilityRow> page = capabilities.page(
                name,
                enabled,
                after == null ? null : after.first(),
                after == null ? null : after.second(),
                rows + 1,
                Paging.BUDGET_BYTES);
        if (page.isEmpty() && !agents.existsByName(name)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no agent with this name");
        }
        return Paging.page(
                page,
                rows,
                CapabilityRow::sizeBytes,
                row -> new Cursor.Names(row.name(), row.version()).text(),
                Capability::of);
    }
}
