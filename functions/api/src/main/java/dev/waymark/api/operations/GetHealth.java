package dev.waymark.api.operations;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.schema.SchemaRepository;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/// Tells whether Waymark can answer: the database does, and its schema is at least the one that this release
/// needs.
@Controller("/v1/health")
final class GetHealth {
    private final SchemaRepository schema;
    private final Release release;

    GetHealth(SchemaRepository schema, Release release) {
        this.schema = schema;
        this.release = release;
    }

    /// The answer.
    ///
    /// @param status always `ready`; what is not ready is a 503
    /// @param schemaVersion the newest migration that the database has
    @Introspected
    record Health(String status, int schemaVersion) {}

    /// Tells whether Waymark can answer: the database does, and its schema is at least the one that this release needs.
    @Get
    Health get() {
        int version = schema.version();
        if (version < release.schemaVersion()) {
            throw ProblemException.of(
                    ProblemType.UNAVAILABLE,
                    "the schema is at version %d, this release needs %d: run the migrations"
                            .formatted(version, release.schemaVersion()));
        }
        return new Health("ready", version);
    }
}
