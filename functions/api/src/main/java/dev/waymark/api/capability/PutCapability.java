package dev.waymark.api.capability;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.capability.Capability;
import dev.waymark.capability.CapabilityChange;
import dev.waymark.capability.CapabilityRepository;
import dev.waymark.capability.CapabilityToStore;
import dev.waymark.id.Ids;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Gives an agent a version of a capability, or changes it: what the body does not name stays. `ETag` and `If-Match`
/// are about the `revision`.
@Controller("/v1/agents")
final class PutCapability {
    private final CapabilityRepository capabilities;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PutCapability(CapabilityRepository capabilities, BodyWriter writer, Ids ids, Clock clock) {
        this.capabilities = capabilities;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Gives an agent a version of a capability, or changes it; 404 for an agent that is not registered.
    @Put("/{name}/capabilities/{capability}/{version}")
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<Capability> put(
            @PathVariable String name,
            @PathVariable String capability,
            @PathVariable String version,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body CapabilityChange change) {
        UUID newId = ids.next();
        byte[] body = writer.write(CapabilityToStore.of(change, writer, clock.instant()));
        Capability put = Capability.of(capabilities.put(
                name,
                capability,
                version,
                newId,
                new String(body, StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                ExpectedVersion.isAny(expected),
                mustBeNew != null));
        MutableHttpResponse<Capability> answer =
                put.id().equals(newId) ? HttpResponse.created(put) : HttpResponse.ok(put);
        return answer.header("ETag", put.entityTag());
    }
}
