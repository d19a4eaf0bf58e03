package dev.waymark.api.agentconfig;

import dev.waymark.agent.AgentRepository;
import dev.waymark.agentconfig.AgentConfig;
import dev.waymark.agentconfig.AgentConfigRepository;
import dev.waymark.agentconfig.ConfigCipher;
import dev.waymark.agentconfig.ConfigRow;
import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
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

/// Lists the configs of an agent by key.
@Controller("/v1/agents")
final class ListAgentConfigs {
    private final AgentConfigRepository configs;
    private final AgentRepository agents;
    private final ConfigCipher cipher;

    ListAgentConfigs(AgentConfigRepository configs, AgentRepository agents, ConfigCipher cipher) {
        this.configs = configs;
        this.agents = agents;
        this.cipher = cipher;
    }

    /// Lists the configs of an agent by key.
    @Get("/{name}/configs")
    @Access(value = Scope.READ, agentKeys = true)
    Page<AgentConfig> list(
            @PathVariable String name, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Names after = Cursor.names(cursor);
        List<ConfigRow> page = configs.page(name, after == null ? null : after.first(), rows + 1, Paging.BUDGET_BYTES);
        if (page.isEmpty() && !agents.existsByName(name)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no agent with this name");
        }
        return Paging.page(
                page,
                rows,
                ConfigRow::sizeBytes,
                row -> new Cursor.Names(row.configKey(), "").text(),
                row -> AgentConfig.of(row, cipher));
    }
}
