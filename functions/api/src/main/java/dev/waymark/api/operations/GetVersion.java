package dev.waymark.api.operations;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/// Tells which release this is.
@Controller("/v1/version")
final class GetVersion {
    private final Release release;

    GetVersion(Release release) {
        this.release = release;
    }

    /// The answer.
    ///
    /// @param schemaVersion the oldest schema that this release works on
    @Introspected
    record Version(String version, int schemaVersion) {}

    /// Tells which release this is.
    @Get
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Version get() {
        return new Version(release.version(), release.schemaVersion());
    }
}
