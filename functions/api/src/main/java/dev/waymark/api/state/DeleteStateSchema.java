package dev.waymark.api.state;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.state.Partition;
import dev.waymark.state.StateSchemaRepository;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Takes the schema of a partition away.
@Controller("/v1/agents")
final class DeleteStateSchema {
    private final StateSchemaRepository schemas;
    private final Clock clock;

    DeleteStateSchema(StateSchemaRepository schemas, Clock clock) {
        this.schemas = schemas;
        this.clock = clock;
    }

    /// Takes the schema of a partition of an agent's states away.
    @Delete("/{name}/state-schemas/{partition}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true)
    void delete(
            @PathVariable String name,
            @PathVariable Partition partition,
            @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!schemas.delete(name, partition.word(), ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "this partition has no schema");
        }
    }
}
