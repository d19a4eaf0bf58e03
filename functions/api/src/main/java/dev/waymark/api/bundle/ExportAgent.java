package dev.waymark.api.bundle;

import dev.waymark.api.dispatch.Access;
import dev.waymark.bundle.BundleExport;
import dev.waymark.bundle.BundleKind;
import dev.waymark.bundle.BundlePage;
import dev.waymark.caller.Scope;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Reads an agent with all that hangs below it, to be taken in elsewhere.
@Controller("/v1/agents")
final class ExportAgent {
    private final BundleExport bundles;

    ExportAgent(BundleExport bundles) {
        this.bundles = bundles;
    }

    /// Reads the next page of the agent's bundle. Pages with the same mark fit together.
    @Get("/{name}/bundle")
    @Access(Scope.ADMIN)
    BundlePage read(@PathVariable String name, @QueryValue @Nullable String cursor) {
        return bundles.page(BundleKind.AGENT, name, cursor);
    }
}
