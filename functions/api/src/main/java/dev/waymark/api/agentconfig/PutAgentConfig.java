package dev.waymark.api.agentconfig;

import dev.waymark.agentconfig.AgentConfig;
import dev.waymark.agentconfig.AgentConfigRepository;
import dev.waymark.agentconfig.ConfigChange;
import dev.waymark.agentconfig.ConfigCipher;
import dev.waymark.agentconfig.ConfigRow;
import dev.waymark.agentconfig.ConfigToStore;
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

/// Makes a config of an agent, or replaces it. A value that does not fit its type is refused.
@Controller("/v1/agents")
final class PutAgentConfig {
    private final AgentConfigRepository configs;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;
    private final ConfigCipher cipher;

    PutAgentConfig(AgentConfigRepository configs, BodyWriter writer, Ids ids, Clock clock, ConfigCipher cipher) {
        this.configs = configs;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
        this.cipher = cipher;
    }

    /// Makes a config of an agent, or replaces it; 404 for an agent that is not registered.
    @Put("/{name}/configs/{key}")
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<AgentConfig> put(
            @PathVariable String name,
            @PathVariable String key,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body ConfigChange change) {
        UUID newId = ids.next();
        byte[] body = writer.write(ConfigToStore.of(name, key, change, cipher.writer(), clock.instant()));
        ConfigRow row = configs.put(
                name,
                key,
                newId,
                new String(body, StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                ExpectedVersion.isAny(expected),
                mustBeNew != null);
        AgentConfig put = AgentConfig.of(row, cipher);
        return put.id().equals(newId) ? HttpResponse.created(put) : HttpResponse.ok(put);
    }
}
