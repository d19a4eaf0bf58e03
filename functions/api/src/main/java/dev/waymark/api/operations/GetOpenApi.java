package dev.waymark.api.operations;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.json.RawJson;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Describes every route as OpenAPI, generated from the operations when they are compiled.
@Controller("/v1/openapi.json")
final class GetOpenApi {
    private static final String RESOURCE = "/META-INF/swagger/waymark.json";

    /// Describes every route as OpenAPI, generated from the operations when they are compiled.
    @Get
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    RawJson get() {
        try (InputStream in = GetOpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build makes " + RESOURCE);
            }
            return new RawJson(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
