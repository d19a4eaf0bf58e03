package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.state.JsonSchema;
import dev.waymark.state.NewStateSchema;
import dev.waymark.state.Partition;
import dev.waymark.state.StateSchema;
import dev.waymark.state.StateSchemaRepository;
import dev.waymark.state.StateSchemaToStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Sets the JSON Schema that a partition of an agent's states must fit from now on. What is there already stays.
@Controller("/v1/agents")
final class PutStateSchema {
    private final StateSchemaRepository schemas;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PutStateSchema(StateSchemaRepository schemas, BodyWriter writer, Ids ids, Clock clock) {
        this.schemas = schemas;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Sets the JSON Schema that a partition of an agent's states must fit from now on.
    @Put("/{name}/state-schemas/{partition}")
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<StateSchema> put(
            @PathVariable String name,
            @PathVariable Partition partition,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body NewStateSchema schema) {
        JsonSchema.require(schema.schema(), "/schema");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var documents = new NewDocuments();
        String digest = documents.add(schema.schema());
        var body = new StateSchemaToStore(ids.next(), now, ids.next(), digest, documents.bodies());
        StateSchema put = StateSchema.of(schemas.put(
                name,
                partition.word(),
                new String(writer.write(body), StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                ExpectedVersion.isAny(expected),
                mustBeNew != null));
        return put.createdAt().equals(now) ? HttpResponse.created(put) : HttpResponse.ok(put);
    }
}
